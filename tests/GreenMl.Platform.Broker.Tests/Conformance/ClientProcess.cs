using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GreenMl.Platform.Broker.Tests.Conformance;

/// <summary>A client of the broker that is a program of its own.</summary>
internal static class ClientProcess
{
    /// <returns>The exit code, the output and the errors.</returns>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string command,
        IEnumerable<string> arguments,
        string secretAccessKey = TestBroker.SecretAccessKey
    )
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ACCESS_KEY_ID"] = TestBroker.AccessKeyId,
                ["AWS_SECRET_ACCESS_KEY"] = secretAccessKey,
                ["AWS_DEFAULT_REGION"] = "us-east-1",
                ["AWS_EC2_METADATA_DISABLED"] = "true",
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
