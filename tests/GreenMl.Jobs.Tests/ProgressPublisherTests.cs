using System.Threading.Channels;
using GreenMl.Contracts.Messages;
using GreenMl.Jobs.Tests.Engine;
using MassTransit;

namespace GreenMl.Jobs.Tests;

public sealed class ProgressPublisherTests
{
    private static readonly Channel<JobProgressed> Told = Channel.CreateBounded<JobProgressed>(1000);

    [Fact]
    public async Task Of_each_running_job_the_newest_progress_is_told()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var reported = new CountdownEvent(2);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var driver = new DelegateDriver(async attempt =>
        {
            for (var i = 1; i <= 100; i++)
            {
                attempt.Progress.Report(
                    new()
                    {
                        Step = "train",
                        Fraction = i / 100.0,
                        EnergyJoules = i,
                    }
                );
            }

            reported.Signal();
            await release.Task;
            return DelegateDriver.Done();
        });
        await using var engine = await TestEngine.StartAsync(
            store.Database,
            driver,
            options => options.MaxConcurrentJobs = 2,
            bus => bus.AddConsumer<ProgressConsumer>()
        );
        var first = await engine.SubmitAsync();
        var second = await engine.SubmitAsync();

        var last = new HashSet<Guid>();
        var messages = 0;
        while (last.Count < 2)
        {
            var progress = await Told
                .Reader.ReadAsync()
                .AsTask()
                .WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
            messages++;
            if (progress.Progress.Fraction == 1)
            {
                last.Add(progress.JobId);
            }
        }

        release.SetResult();
        Assert.Equal([first.Id, second.Id], last.Order());
        Assert.InRange(messages, 2, 6);
    }

    private sealed class ProgressConsumer : IConsumer<JobProgressed>
    {
        public Task Consume(ConsumeContext<JobProgressed> context) =>
            Told.Writer.WriteAsync(context.Message, context.CancellationToken).AsTask();
    }
}
