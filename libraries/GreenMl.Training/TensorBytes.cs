using System.Runtime.InteropServices;

namespace GreenMl.Training;

/// <summary>Copies float32 tensors out of and into torch.</summary>
internal static class TensorBytes
{
    public static float[] Floats(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return [.. tensor.detach().contiguous().data<float>()];
    }

    /// <summary>The values as little-endian float32.</summary>
    public static byte[] Bytes(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return MemoryMarshal.AsBytes(tensor.detach().contiguous().data<float>().ToArray().AsSpan()).ToArray();
    }

    /// <summary>Overwrites the tensor with little-endian float32 values.</summary>
    public static void Restore(torch.Tensor tensor, ReadOnlySpan<byte> bytes)
    {
        using var withoutGradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        tensor.copy_(torch.tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), tensor.shape));
    }
}
