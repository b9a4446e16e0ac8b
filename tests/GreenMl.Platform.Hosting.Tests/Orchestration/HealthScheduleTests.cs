using GreenMl.Platform.Hosting.Orchestration;

namespace GreenMl.Platform.Hosting.Tests.Orchestration;

public sealed class HealthScheduleTests
{
    private readonly HealthSchedule _schedule = new(TimeSpan.FromSeconds(30));

    [Fact]
    public void A_starting_process_is_looked_at_often_and_then_less_often()
    {
        var waits = Enumerable.Range(0, 20).Select(_ => _schedule.Next(healthy: false).TotalMilliseconds).ToArray();

        Assert.Equal(100, waits[0]);
        Assert.Equal(waits.Order(), waits);
        Assert.Equal(1000, waits[^1]);
    }

    [Fact]
    public void A_healthy_process_is_looked_at_seldom_and_one_that_fails_soon_again()
    {
        Assert.Equal(30, _schedule.Next(healthy: true).TotalSeconds);
        Assert.Equal(
            [1, 2, 3, 4, 5, 5],
            Enumerable.Range(0, 6).Select(_ => _schedule.Next(healthy: false).TotalSeconds)
        );
        Assert.Equal(30, _schedule.Next(healthy: true).TotalSeconds);
        Assert.Equal(1, _schedule.Next(healthy: false).TotalSeconds);
    }
}
