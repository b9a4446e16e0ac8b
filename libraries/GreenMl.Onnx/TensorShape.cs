using System.Collections.Immutable;

namespace GreenMl.Onnx;

/// <summary>One dimension of a tensor: a known size, or a symbol such as <c>N</c> for one that is free until run time.</summary>
public readonly record struct Dimension
{
    private Dimension(long? size, string symbol)
    {
        Size = size;
        Symbol = symbol;
    }

    /// <summary>A dimension about which nothing is known.</summary>
    public static Dimension Unknown { get; } = new(null, "");

    /// <summary>The size, or null when it is free or unknown.</summary>
    public long? Size { get; }

    /// <summary>The symbol of a free dimension; empty when the size is known or nothing is.</summary>
    public string Symbol { get; }

    /// <summary>A dimension of known size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static Dimension Of(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new(size, "");
    }

    /// <summary>A free dimension. Two with one symbol have one size.</summary>
    public static Dimension Free(string symbol) => new(null, symbol);

    /// <summary>A dimension of known size.</summary>
    public static implicit operator Dimension(long size) => Of(size);

    /// <summary>A free dimension.</summary>
    public static implicit operator Dimension(string symbol) => Free(symbol);

    /// <summary>The size, the symbol or <c>?</c>.</summary>
    public override string ToString() => Size?.ToString() ?? (Symbol.Length > 0 ? Symbol : "?");

    internal static Dimension FromProto(TensorShapeProto.Types.Dimension dim) =>
        dim.ValueCase switch
        {
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when dim.DimValue >= 0 => Of(dim.DimValue),
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => Free(dim.DimParam),
            _ => Unknown,
        };

    internal TensorShapeProto.Types.Dimension ToProto() =>
        this switch
        {
            { Size: { } size } => new() { DimValue = size },
            { Symbol.Length: > 0 } => new() { DimParam = Symbol },
            _ => new(),
        };
}

/// <summary>Element type and dimensions of a value.</summary>
/// <param name="Type">The element type; <see cref="ElementType.Undefined"/> when unknown.</param>
/// <param name="Dims">The dimensions, outermost first. Empty for a scalar.</param>
public sealed record TensorShape(ElementType Type, ImmutableArray<Dimension> Dims)
{
    /// <summary>The number of dimensions.</summary>
    public int Rank => Dims.Length;

    /// <summary>The elements with every free dimension counted as 1 (one example), or null when a size is unknown.</summary>
    public long? ElementsPerItem =>
        Dims.Aggregate((long?)1L, (product, dim) => product * (dim.Size ?? (dim.Symbol.Length > 0 ? 1 : null)));

    /// <summary>Type and dims, for example <c>Float32[N, 3, 32, 32]</c>.</summary>
    public override string ToString() => $"{Type}[{string.Join(", ", Dims)}]";

    /// <summary>The shape that a model declares for a value, or null when it declares none.</summary>
    public static TensorShape? Declared(ValueInfoProto value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Type?.TensorType is { Shape: { } shape } tensor
            ? new((ElementType)tensor.ElemType, [.. shape.Dim.Select(Dimension.FromProto)])
            : null;
    }
}
