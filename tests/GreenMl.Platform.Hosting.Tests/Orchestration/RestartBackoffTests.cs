using GreenMl.Platform.Hosting.Orchestration;

namespace GreenMl.Platform.Hosting.Tests.Orchestration;

public sealed class RestartBackoffTests
{
    private readonly RestartBackoff _backoff = new(new OrchestratorOptions());

    [Fact]
    public void The_first_restart_is_fast_and_every_further_one_waits_longer_up_to_a_limit()
    {
        var waits = Enumerable.Range(0, 9).Select(_ => Next(healthySeconds: 5)).ToArray();

        Assert.Equal([0.2, 1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void A_minute_of_health_makes_the_next_restart_fast_again()
    {
        Next(healthySeconds: 5);
        Next(healthySeconds: 5);

        Assert.Equal(0.2, Next(healthySeconds: 60));
    }

    [Fact]
    public void What_never_was_healthy_is_given_up()
    {
        Assert.Equal([0.2, 1, null], Enumerable.Range(0, 3).Select(_ => Next(healthySeconds: null)));
    }

    [Fact]
    public void What_was_healthy_once_is_never_given_up()
    {
        Next(healthySeconds: 1);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.NotNull(Next(healthySeconds: null)));
    }

    private double? Next(double? healthySeconds) =>
        _backoff.Next(healthySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null)?.TotalSeconds;
}
