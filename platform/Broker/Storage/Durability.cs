namespace GreenMl.Platform.Broker.Storage;

/// <summary>When SQLite waits for the disk.</summary>
internal enum Durability
{
    /// <summary>At every commit: an acknowledged message survives power failure.</summary>
    Full,

    /// <summary>At checkpoints: an acknowledged message survives a killed process; the last ones are lost with the power.</summary>
    Normal,
}
