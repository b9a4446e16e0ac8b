using GreenMl.Cli.Connections;
using GreenMl.Cli.Failures;
using GreenMl.Cli.Runs;
using GreenMl.Contracts.Pipelines.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using static GreenMl.Cli.Tests.RunSteps;

namespace GreenMl.Cli.Tests;

public sealed class ProgressTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Progress_is_told_at_most_once_a_second_and_only_when_it_changed()
    {
        var time = new FakeTimeProvider(Start);
        await using var output = new StringWriter();
        var lines = new ProgressLines(output, time);
        var run = ARun();

        foreach (var change in AWholeRun())
        {
            change(run);
            await lines.WriteAsync(run);
            time.Advance(TimeSpan.FromSeconds(0.6));
            await lines.WriteAsync(run);
            time.Advance(TimeSpan.FromSeconds(0.6));
            await lines.WriteAsync(run);
        }

        Assert.Equal(
            """
            run run-1 (glyphs)
                0.0 s  curation (baseline)      running
                1.2 s  curation (baseline)      succeeded  900 of 900 rows kept
                2.4 s  curation                 running
                3.6 s  curation                 running  40 %  deduplicate  12.3 J  7 s left
                4.8 s  curation                 succeeded  612 of 900 rows kept
                6.0 s  training                 running
                7.2 s  training                 running  25 %  train: epoch 3/12, train loss 0.132  950 J  1 min 15 s left
                8.4 s  training                 running  50 %  train: epoch 6/12, validation accuracy 96.20 %  1.90 kJ  50 s left
                9.6 s  training                 succeeded  test accuracy 97.10 % after 9 epochs (target_reached)
               10.8 s  hosting                  running
               12.0 s  hosting                  succeeded  endpoint glyphs in service at http://127.0.0.1:1
               13.2 s  run                      completed

            """,
            output.ToString()
        );
    }

    [Fact]
    public async Task Quick_progress_is_thinned_out()
    {
        var time = new FakeTimeProvider(Start);
        await using var output = new StringWriter();
        var lines = new ProgressLines(output, time);
        var run = ARun();
        Begin(Phase.Training)(run);

        for (var i = 0; i < 100; i++)
        {
            Report("train", i / 100.0, i)(run);
            await lines.WriteAsync(run);
            time.Advance(TimeSpan.FromSeconds(0.05));
        }

        Assert.Equal(1 + 5, output.ToString().Count(c => c == '\n'));
    }

    [Fact]
    public async Task On_a_terminal_the_run_is_a_table()
    {
        var run = ARun();
        var energy = new RunEnergy();
        foreach (var change in AWholeRun().Take(7))
        {
            change(run);
            energy.Observe(run);
        }

        await using var output = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Out = new AnsiConsoleOutput(output),
            }
        );
        console.Profile.Width = 120;
        console.Write(ProgressTable.Create(run, energy));

        var rows = output.ToString().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        Assert.Equal("glyphs: submitted", rows[0]);
        Assert.Contains("curation (baseline)", rows[3], StringComparison.Ordinal);
        Assert.Contains("900 of 900 rows kept", rows[3], StringComparison.Ordinal);
        Assert.Matches("training +running +25 % +train: epoch 3/12, train loss 0.132 +950 J +1 min 15 s left", rows[5]);
        Assert.Equal("run run-1, 962.3 J so far", rows[^1]);
    }

    [Fact]
    public async Task A_service_that_does_not_come_back_is_given_up_after_a_minute()
    {
        var time = new SkippingTime(Start);
        var openings = 0;
        var outages = 0;
        var stream = new ResumedStream<string>
        {
            Open = _ => Task.FromResult(Call(new ABrokenStream(openings++ == 0 ? ["first"] : []))),
            IsLast = _ => false,
            Broken = _ => Task.FromResult(outages++),
            Time = time,
        };
        var messages = new List<string>();

        var failure = await Assert.ThrowsAsync<CommandFailure>(ReadAsync);
        Assert.Equal(ExitCodes.Unreachable, failure.ExitCode);
        Assert.Equal(["first"], messages);
        Assert.Equal(1, outages);
        Assert.InRange(openings, 10, 30);
        Assert.InRange(time.GetUtcNow() - Start, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(66));

        async Task ReadAsync()
        {
            await foreach (var message in stream.ReadAsync(CancellationToken.None))
            {
                messages.Add(message);
            }
        }
    }

    private static PipelineRun ARun() =>
        new()
        {
            RunId = "run-1",
            Spec = new PipelineSpec { Name = "glyphs" },
            State = RunState.Submitted,
            CreatedAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Start),
        };

    private static AsyncServerStreamingCall<string> Call(IAsyncStreamReader<string> reader) =>
        new(reader, Task.FromResult(new Metadata()), () => Grpc.Core.Status.DefaultSuccess, () => [], () => { });

    /// <summary>A stream that breaks after its messages.</summary>
    private sealed class ABrokenStream(string[] messages) : IAsyncStreamReader<string>
    {
        private int _next = -1;

        public string Current => messages[_next];

        public Task<bool> MoveNext(CancellationToken cancellationToken) =>
            ++_next < messages.Length
                ? Task.FromResult(true)
                : Task.FromException<bool>(new RpcException(new(StatusCode.Unavailable, "gone")));
    }
}
