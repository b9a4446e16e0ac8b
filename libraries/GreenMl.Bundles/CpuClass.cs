using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GreenMl.Bundles;

/// <summary>
/// The instruction sets by which ONNX Runtime chooses kernels and data layouts. A graph optimized on one class may
/// be wrong or slow on another, so such files are keyed by it.
/// </summary>
/// <param name="Name">Architecture and features, for instance <c>x64-avx512-vnni</c>.</param>
public readonly record struct CpuClass(string Name)
{
    /// <summary>The class of the CPU that this process runs on.</summary>
    public static CpuClass Current { get; } = new(Detect());

    /// <inheritdoc />
    public override string ToString() => Name;

    private static string Detect() =>
        RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 when X86Base.IsSupported => $"x64-{X64Features()}",
            Architecture.Arm64 => Dp.IsSupported ? "arm64-dotprod" : "arm64-neon",
            var other => other.ToString().ToLowerInvariant(),
        };

    // CPUID and not Avx512F.IsSupported: runtime settings can hide an instruction set from .NET, never from ONNX
    // Runtime. Bit numbers: Intel SDM volume 2A, CPUID, leaf 7.
    private static string X64Features()
    {
        if (X86Base.CpuId(0, 0).Eax < 7)
        {
            return "sse2";
        }

        var (maxSubleaf, ebx, ecx, edx) = X86Base.CpuId(7, 0);
        var avxVnni = maxSubleaf >= 1 && HasBit(X86Base.CpuId(7, 1).Eax, 4);
        var avx512 = HasBit(ebx, 16) && HasBit(ebx, 17) && HasBit(ebx, 30) && HasBit(ebx, 31);
        return (avx512, HasBit(ecx, 11), HasBit(edx, 24), HasBit(ebx, 5), avxVnni) switch
        {
            (true, _, true, _, _) => "avx512-amx",
            (true, true, _, _, _) => "avx512-vnni",
            (true, _, _, _, _) => "avx512",
            (_, _, _, true, true) => "avx2-vnni",
            (_, _, _, true, _) => "avx2",
            _ => "sse2",
        };
    }

    private static bool HasBit(int register, int bit) => (register >> bit & 1) != 0;
}
