using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GreenMl.Training;

/// <summary>
/// Makes TorchSharp's bridge library loadable with a C++ library that ends at GLIBCXX_3.4.30 (Debian 12). The only symbol
/// it takes from 3.4.32 is <c>std::ios_base_library_init</c>, which has no relocation and is never called; the patch asks
/// for an older symbol of an older version in its place. Format: ELF gABI, and the symbol versioning of the Linux
/// Standard Base.
/// </summary>
internal static class BridgePatch
{
    // The library in TorchSharp 0.107.0. Any other needs its own proof that the symbol is not called.
    private const string KnownSha256 = "CF33B1B0BB6BBB9754A768FB5C5D04D9F498603BE50E73F55621A0B40EE608B8";

    public static byte[] Apply(string path)
    {
#pragma warning disable MA0045 // Loading a native library is synchronous; 2 MB are read once per process.
        var bytes = File.ReadAllBytes(path);
#pragma warning restore MA0045
        var hash = Convert.ToHexString(SHA256.HashData(bytes));
        if (hash != KnownSha256)
        {
            throw new DllNotFoundException(
                $"'{path}' needs GLIBCXX_3.4.32, which this system's libstdc++ lacks, and its SHA-256 {hash} is not that "
                    + "of the known TorchSharp 0.107.0. Use that version or a system with GCC 13's libstdc++."
            );
        }

        Replace(bytes, "_ZSt21ios_base_library_initv\0"u8, "_ZNSt8ios_base4InitC1Ev\0"u8);
        Replace(bytes, "GLIBCXX_3.4.32\0"u8, "GLIBCXX_3.4.22\0"u8);
        Replace(bytes, LittleEndian(0x0297f842), LittleEndian(0x0297f872));
        return bytes;
    }

    // .gnu.version_r names a version by its System V hash too.
    private static byte[] LittleEndian(uint hash)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, hash);
        return bytes;
    }

    private static void Replace(Span<byte> bytes, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement)
    {
        var position = bytes.IndexOf(old);
        replacement.CopyTo(bytes[position..]);
    }
}
