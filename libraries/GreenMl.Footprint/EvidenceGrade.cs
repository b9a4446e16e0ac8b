namespace GreenMl.Footprint;

/// <summary>What stands behind a number, from best to worst. A sum is as good as its worst part.</summary>
public enum EvidenceGrade
{
    /// <summary>Read from a counter of the hardware.</summary>
    Measured,

    /// <summary>A measured fraction of a power that is itself only bounded, as on Trainium and Inferentia.</summary>
    MeasuredFraction,

    /// <summary>Measured use, such as CPU-seconds, times a published coefficient.</summary>
    Modelled,

    /// <summary>A table value alone, without any measured use.</summary>
    Table,
}
