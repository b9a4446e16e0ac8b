using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GreenMl.InferenceHosting.Server.Metering;

/// <summary>CPU time that the calling thread has used, by the clock of POSIX <c>clock_gettime</c>.</summary>
internal static partial class ThreadCpuClock
{
    private const int LinuxThreadClock = 3;
    private const int MacThreadClock = 16;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly int ClockId = OperatingSystem.IsMacOS() ? MacThreadClock : LinuxThreadClock;

    /// <summary>Nanoseconds of CPU time since the thread began.</summary>
    public static long ReadNanoseconds()
    {
        if (GetTime(ClockId, out var time) != 0)
        {
            throw new UnreachableException("clock_gettime refused the clock of the calling thread.");
        }

        return time.Seconds * NanosecondsPerSecond + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clockId, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpecification
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
