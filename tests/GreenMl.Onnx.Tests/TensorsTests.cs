using CsCheck;

namespace GreenMl.Onnx.Tests;

public sealed class TensorsTests
{
    [Fact]
    public void Values_of_every_type_come_back_as_they_were()
    {
        Gen.Float.Array.Sample(v => Assert.Equal(v, Tensors.Float32("t", v, v.Length).ToFloats()));
        Gen.Long.Array.Sample(v => Assert.Equal(v, Tensors.Int64("t", v, v.Length).ToInt64s()));
        Gen.Int.Array.Sample(v => Assert.Equal(v, Tensors.Int32("t", v, v.Length).ToInt32s()));
        Gen.SByte.Array.Sample(v => Assert.Equal(v, Tensors.Int8("t", v, v.Length).ToInt8s()));
        Gen.Byte.Array.Sample(v => Assert.Equal(v, Tensors.UInt8("t", v, v.Length).ToUInt8s()));
    }

    [Fact]
    public void Typed_fields_are_read_like_raw_data()
    {
        var tensor = new TensorProto { DataType = (int)ElementType.Int8 };
        tensor.Dims.Add(2);
        tensor.Int32Data.AddRange([-128, 127]);
        Assert.Equal([-128, 127], tensor.ToInt8s());
    }

    [Fact]
    public void A_scalar_has_no_dims_and_one_element()
    {
        var scalar = Tensors.Float32("scale", [0.5f]);
        Assert.Empty(scalar.Dims);
        Assert.Equal([0.5f], scalar.ToFloats());
    }

    [Fact]
    public void A_wrong_number_of_values_is_refused() =>
        Assert.Throws<ArgumentException>(() => Tensors.Float32("t", [1, 2, 3], 2, 2));

    [Fact]
    public void Reading_another_type_than_stored_is_refused()
    {
        var error = Assert.Throws<InvalidModelException>(() => Tensors.Int64("t", [1], 1).ToFloats());
        Assert.Contains("Int64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SetFloats_replaces_the_values_and_keeps_name_and_dims()
    {
        var tensor = Tensors.Float32("t", [1, 2, 3, 4], 2, 2);
        tensor.SetFloats([5, 6, 7, 8]);
        Assert.Equal([5, 6, 7, 8], tensor.ToFloats());
        Assert.Equal([2, 2], tensor.Dims);
        Assert.Throws<ArgumentException>(() => tensor.SetFloats([1]));
    }
}
