using CsCheck;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Training.V1;
using static GreenMl.Jobs.Tests.Jobs;

namespace GreenMl.Jobs.Tests;

public sealed class JobTests
{
    private enum Step
    {
        Start,
        CountCrash,
        Requeue,
        Succeed,
        Fail,
        Cancel,
    }

    private static readonly Gen<Step[]> Steps = Gen.Int[0, 5].Select(step => (Step)step).Array[0, 30];

    [Fact]
    public void No_sequence_of_steps_reaches_an_illegal_state() =>
        Steps.Sample(steps =>
        {
            var job = AJob();
            foreach (var step in steps)
            {
                var next = TryApply(job, step);
                Assert.Equal(IsLegal(job.State, step), next is not null);
                job = next ?? job;
                AssertSound(job);
            }
        });

    [Fact]
    public void Finished_is_final() =>
        Steps.Sample(steps =>
        {
            var job = AJob();
            TestJob? finished = null;
            foreach (var step in steps)
            {
                job = TryApply(job, step) ?? job;
                finished ??= job.IsFinished ? job : null;
                Assert.Same(finished ?? job, job);
            }
        });

    [Fact]
    public void An_illegal_step_names_the_job_and_its_state()
    {
        var job = AJob();
        var error = Assert.Throws<InvalidOperationException>(() => job.Succeed(new(), [], Noon));
        Assert.Equal($"Job {job.Id} is Queued and can't be completed.", error.Message);
    }

    [Fact]
    public void The_first_start_is_remembered()
    {
        var job = AJob().Start(Noon).Requeue().Start(Noon.AddHours(1));
        Assert.Equal(2, job.Attempts);
        Assert.Equal(Noon, job.StartedAt);
    }

    [Theory]
    [InlineData(JobState.Queued)]
    [InlineData(JobState.Running)]
    [InlineData(JobState.Succeeded)]
    public void A_job_ends_as_failed_or_cancelled(JobState state) =>
        Assert.Throws<InvalidOperationException>(() => AJob().End(state, new Failure(), [], Noon));

    private static bool IsLegal(JobState state, Step step) =>
        (state, step) switch
        {
            (JobState.Queued, Step.Start or Step.Fail or Step.Cancel) => true,
            (JobState.Running, not Step.Start) => true,
            _ => false,
        };

    private static void AssertSound(TestJob job)
    {
        Assert.Equal(job.IsFinished, job.FinishedAt is not null);
        Assert.Equal(job.State == JobState.Succeeded, job.Result is not null);
        Assert.Equal(job.State is JobState.Failed or JobState.Cancelled, job.Failure is not null);
        Assert.Equal(job.Attempts > 0, job.StartedAt is not null);
    }

    private static TestJob? TryApply(TestJob job, Step step)
    {
        try
        {
            return step switch
            {
                Step.Start => job.Start(Noon),
                Step.CountCrash => job.CountCrash(),
                Step.Requeue => job.Requeue(),
                Step.Succeed => job.Succeed(new TrainedModel(), [AMeasurement()], Noon),
                Step.Fail => job.End(JobState.Failed, new Failure(), [], Noon),
                _ => job.End(JobState.Cancelled, JobEvents.CancelledOnRequest, [], Noon),
            };
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
