using System.Runtime.InteropServices;

namespace GreenMl.Workers;

/// <summary>Asks other processes to stop; .NET itself can only kill.</summary>
public static partial class ProcessSignals
{
    private const int SigTerm = 15;

    /// <summary>Sends SIGTERM. A process that has ended already is left alone.</summary>
    public static void Terminate(int processId) => _ = Kill(processId, SigTerm);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
