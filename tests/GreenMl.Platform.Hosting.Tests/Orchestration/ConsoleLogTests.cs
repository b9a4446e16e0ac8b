using GreenMl.Platform.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;

namespace GreenMl.Platform.Hosting.Tests.Orchestration;

public sealed class ConsoleLogTests
{
    private static readonly string[] Printed =
    [
        "info: Kestrel[0]",
        "      Now listening",
        "warn: Store[7]",
        "      Disk is nearly full",
        "info: Store[8]",
        "      Written",
    ];

    [Fact]
    public async Task By_default_warnings_standard_error_and_the_life_of_resources_are_shown()
    {
        Assert.Equal(
            ["[shop] healthy", "[shop] warn: Store[7]", "[shop]       Disk is nearly full", "[shop!] oops"],
            await ShownAsync(level: null)
        );
    }

    [Fact]
    public async Task All_shows_every_line() => Assert.Equal(Printed.Length + 2, (await ShownAsync("all")).Length);

    [Fact]
    public async Task None_shows_nothing() => Assert.Empty(await ShownAsync("none"));

    [Fact]
    public void Secrets_are_masked_wherever_they_stand_and_the_longest_first()
    {
        var mask = new SecretMask(["abcd", "abcdef", "xyz"]);

        Assert.Equal("key=*** and *** but xyz", mask.Apply("key=abcdef and abcd but xyz"));
    }

    [Theory]
    [InlineData(137, "was killed (SIGKILL)")]
    [InlineData(143, "was stopped (SIGTERM)")]
    [InlineData(1, "ended with exit code 1")]
    public void Exit_codes_are_told_in_words(int exitCode, string words) =>
        Assert.Equal(words, ExitCodes.Describe(exitCode));

    private static async Task<string[]> ShownAsync(string? level)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        var console = new ConsoleLog(new ConfigurationManager { [ConsoleLog.Key] = level }, output);
        await console.WriteLifecycleAsync("shop", "healthy");
        await console.WriteAsync("shop", Printed, isError: false, inWarning: false);
        await console.WriteAsync("shop", ["oops"], isError: true, inWarning: false);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
