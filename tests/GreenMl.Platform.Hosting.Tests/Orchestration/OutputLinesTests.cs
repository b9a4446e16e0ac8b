using System.Text;
using CsCheck;
using GreenMl.Platform.Hosting.Orchestration;

namespace GreenMl.Platform.Hosting.Tests.Orchestration;

public sealed class OutputLinesTests
{
    [Fact]
    public async Task Lines_are_those_of_the_text_however_long_it_is()
    {
        await Gen.Char["ab\nä"]
            .Array[0, 20_000]
            .SampleAsync(
                async text => Assert.Equal(Expected(new string(text)), await LinesOfAsync(new string(text))),
                iter: 50
            );
    }

    [Fact]
    public async Task Windows_line_ends_are_line_ends() =>
        Assert.Equal(["one", "two"], await LinesOfAsync("one\r\ntwo\r\n"));

    [Fact]
    public async Task A_line_without_end_goes_on_as_the_next_after_a_limit()
    {
        var lines = await LinesOfAsync(new string('x', 40_000));

        Assert.Equal([16_384, 16_384, 40_000 - (2 * 16_384)], lines.Select(line => line.Length));
    }

    private static string[] Expected(string text) => text.Split('\n') is [.. var lines, ""] ? lines : text.Split('\n');

    private static async Task<List<string>> LinesOfAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var lines = new List<string>();
        await foreach (var batch in new OutputLines(stream).ReadBatchesAsync(CancellationToken.None))
        {
            lines.AddRange(batch);
        }

        return lines;
    }
}
