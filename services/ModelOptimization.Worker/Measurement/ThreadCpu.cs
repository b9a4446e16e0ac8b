using System.ComponentModel;
using System.Runtime.InteropServices;

namespace GreenMl.ModelOptimization.Worker.Measurement;

/// <summary>
/// The CPU time of the calling thread. Unlike wall-clock time it does not grow while other processes have the core, and
/// unlike the time of the process it holds nothing of the garbage collector or the compiler.
/// </summary>
internal static partial class ThreadCpu
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID of Linux (clock_gettime(2)).</summary>
    private const int ThreadCpuTimeClock = 3;

    private const double SecondsPerNanosecond = 1e-9;

    /// <summary>Seconds since the thread began, with the resolution of nanoseconds.</summary>
    public static double Seconds()
    {
        if (ReadClock(ThreadCpuTimeClock, out var time) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        return time.Seconds + (time.Nanoseconds * SecondsPerNanosecond);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int ReadClock(int clock, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
