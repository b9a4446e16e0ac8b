namespace GreenMl.Onnx;

/// <summary>Element types of ONNX tensors; the numbers are those of <c>TensorProto.DataType</c> in the specification.</summary>
public enum ElementType
{
    /// <summary>Not given.</summary>
    Undefined = 0,

    /// <summary>IEEE 754, 32 bits.</summary>
    Float32 = 1,

    /// <summary>Unsigned, 8 bits.</summary>
    UInt8 = 2,

    /// <summary>Signed, 8 bits.</summary>
    Int8 = 3,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 4,

    /// <summary>Signed, 16 bits.</summary>
    Int16 = 5,

    /// <summary>Signed, 32 bits.</summary>
    Int32 = 6,

    /// <summary>Signed, 64 bits.</summary>
    Int64 = 7,

    /// <summary>Byte strings of any length.</summary>
    String = 8,

    /// <summary>One byte per element, 0 or 1.</summary>
    Bool = 9,

    /// <summary>IEEE 754, 16 bits.</summary>
    Float16 = 10,

    /// <summary>IEEE 754, 64 bits.</summary>
    Float64 = 11,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 12,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64 = 13,

    /// <summary>Two 32-bit floats.</summary>
    Complex64 = 14,

    /// <summary>Two 64-bit floats.</summary>
    Complex128 = 15,

    /// <summary>The upper half of a 32-bit float.</summary>
    BFloat16 = 16,

    /// <summary>8 bits, 4 exponent and 3 mantissa bits, no infinities.</summary>
    Float8E4M3 = 17,

    /// <summary>As <see cref="Float8E4M3"/>, no negative zero.</summary>
    Float8E4M3NegativeFree = 18,

    /// <summary>8 bits, 5 exponent and 2 mantissa bits.</summary>
    Float8E5M2 = 19,

    /// <summary>As <see cref="Float8E5M2"/>, no negative zero.</summary>
    Float8E5M2NegativeFree = 20,

    /// <summary>Unsigned, 4 bits, two per byte, low half first.</summary>
    UInt4 = 21,

    /// <summary>Signed, 4 bits, two per byte, low half first.</summary>
    Int4 = 22,

    /// <summary>4 bits, 2 exponent bits and 1 mantissa bit, two per byte.</summary>
    Float4E2M1 = 23,

    /// <summary>8 exponent bits: a power of two.</summary>
    Float8E8M0 = 24,
}

/// <summary>Sizes of element types.</summary>
public static class ElementTypes
{
    /// <summary>Bits per element, or 0 for strings and types this library does not know.</summary>
    public static int BitsPerElement(this ElementType type) =>
        type switch
        {
            ElementType.UInt4 or ElementType.Int4 or ElementType.Float4E2M1 => 4,
            ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 8,
            >= ElementType.Float8E4M3 and <= ElementType.Float8E5M2NegativeFree or ElementType.Float8E8M0 => 8,
            ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 16,
            ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 32,
            ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 64,
            ElementType.Complex128 => 128,
            _ => 0,
        };
}
