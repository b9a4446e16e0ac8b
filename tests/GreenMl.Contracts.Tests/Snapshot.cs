using GreenMl.Testing;

namespace GreenMl.Contracts.Tests;

/// <summary>
/// Compares text with a checked-in file. A difference is a decision to take: <c>GREENML_ACCEPT_SNAPSHOTS=1</c> writes the
/// file anew, and the change is reviewed with the commit.
/// </summary>
internal static class Snapshot
{
    private const string AcceptVariable = "GREENML_ACCEPT_SNAPSHOTS";

    public static void Match(string name, string text)
    {
        var path = Path.Combine(Repository.Root, "tests", "GreenMl.Contracts.Tests", "snapshots", name);
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), $"{path} is missing; run once with {AcceptVariable}=1.");
        var expected = File.ReadAllText(path);
        Assert.True(
            expected == text,
            $"The contract differs from {path}. Clients depend on it: if the change is meant, run with {AcceptVariable}=1 "
                + $"and commit the file.\n{FirstDifference(expected, text)}"
        );
    }

    private static string FirstDifference(string expected, string actual)
    {
        var pairs = expected.Split('\n').Zip(actual.Split('\n'));
        var (was, now) = pairs.FirstOrDefault(pair => pair.First != pair.Second);
        return was is null ? "One of them is longer." : $"was: {was}\nnow: {now}";
    }
}
