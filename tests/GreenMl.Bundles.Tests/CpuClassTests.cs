using System.Runtime.Intrinsics.X86;

namespace GreenMl.Bundles.Tests;

public sealed class CpuClassTests
{
    [Fact]
    public void The_current_class_is_a_plain_name() => Assert.Matches("^[a-z0-9-]+$", CpuClass.Current.Name);

    [Fact]
    public void The_current_class_agrees_with_what_the_runtime_detects()
    {
        if (Avx512F.IsSupported)
        {
            Assert.StartsWith("x64-avx512", CpuClass.Current.Name);
        }
        else if (Avx2.IsSupported)
        {
            Assert.Matches("^x64-avx(2|512)", CpuClass.Current.Name);
        }
    }
}
