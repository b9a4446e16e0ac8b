namespace GreenMl.Training;

/// <summary>Tells when progress and checkpoints are due, and how fast the run is.</summary>
internal sealed class Pace(TimeProvider timeProvider, TimeSpan checkpointInterval, TimeSpan progressInterval)
{
    private readonly long _started = timeProvider.GetTimestamp();
    private long _lastCheckpoint = timeProvider.GetTimestamp();
    private long _lastProgress = timeProvider.GetTimestamp();
    private long _examples;

    public double ExamplesPerSecond
    {
        get
        {
            var seconds = timeProvider.GetElapsedTime(_started).TotalSeconds;
            return seconds > 0 ? _examples / seconds : 0;
        }
    }

    public void Count(int examples) => _examples += examples;

    public bool IsCheckpointDue() => IsDue(ref _lastCheckpoint, checkpointInterval);

    public bool IsProgressDue() => IsDue(ref _lastProgress, progressInterval);

    private bool IsDue(ref long last, TimeSpan interval)
    {
        var now = timeProvider.GetTimestamp();
        if (timeProvider.GetElapsedTime(last, now) < interval)
        {
            return false;
        }

        last = now;
        return true;
    }
}
