using GreenMl.Bundles;

namespace GreenMl.InferenceHosting.Server.Models;

/// <summary>One input or output of the served model.</summary>
internal sealed class TensorDefinition(TensorSpec spec)
{
    public string Name { get; } = spec.Name;

    public TensorDatatype Datatype { get; } = TensorDatatype.Of(spec.Datatype);

    /// <summary>Size of each dimension; -1 where any size is allowed.</summary>
    public long[] Shape { get; } = [.. spec.Shape];

    /// <summary>Whether the first dimension may have any size and so counts rows.</summary>
    public bool HasRows => Shape is [-1, ..];

    /// <summary>Whether every dimension but a leading row dimension has a fixed size.</summary>
    public bool HasFixedRows => !Shape.AsSpan(HasRows ? 1 : 0).Contains(-1);

    /// <summary>Elements of one row; only for fixed rows.</summary>
    public long RowElements => Shape.Skip(HasRows ? 1 : 0).Aggregate(1L, (product, size) => product * size);

    /// <summary>Whether a tensor of this shape fits.</summary>
    public bool Accepts(IReadOnlyList<long> shape) =>
        shape.Count == Shape.Length && Shape.Zip(shape).All(pair => pair.First == -1 || pair.First == pair.Second);
}
