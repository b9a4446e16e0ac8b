namespace GreenMl.Messaging.Tests.Service;

/// <summary>Waits for what nobody announces: the rows that another thread is about to write or delete.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static async Task EqualAsync<T>(T expected, Func<Task<T>> actual)
    {
        using var end = new CancellationTokenSource(Patience);
        while (!EqualityComparer<T>.Default.Equals(expected, await actual()) && !end.IsCancellationRequested)
        {
            await Task.Delay(Interval, TimeProvider.System, CancellationToken.None);
        }

        Assert.Equal(expected, await actual());
    }
}
