using System.Globalization;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>The log file of one resource: <c>&lt;folder&gt;/&lt;name&gt;.log</c>, with older ones as <c>name.1.log</c> and on.</summary>
internal sealed class ResourceLog(string folder, string name, OrchestratorOptions options, TimeProvider time)
    : IAsyncDisposable
{
    private const int TailLines = 8;

    private readonly SemaphoreSlim _oneWriter = new(1);
    private readonly Queue<string> _tail = new();
    private StreamWriter? _writer;

    /// <summary>The current file.</summary>
    public string Path => PathOf(0);

    /// <summary>Appends lines, each with the time of day (UTC); they are on disk when the task ends.</summary>
    public async Task AppendAsync(IReadOnlyList<string> lines)
    {
        await _oneWriter.WaitAsync();
        try
        {
            var stamp = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff ", CultureInfo.InvariantCulture);
            var writer = _writer ??= Open();
            foreach (var line in lines)
            {
                await writer.WriteAsync(stamp);
                await writer.WriteLineAsync(line);
                Remember(line);
            }

            await writer.FlushAsync();
            await RotateWhenFullAsync(writer);
        }
        finally
        {
            _oneWriter.Release();
        }
    }

    /// <summary>The last lines written, oldest first.</summary>
    public async Task<IReadOnlyList<string>> TailAsync()
    {
        await _oneWriter.WaitAsync();
        try
        {
            return [.. _tail];
        }
        finally
        {
            _oneWriter.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        _oneWriter.Dispose();
    }

    private StreamWriter Open()
    {
        Directory.CreateDirectory(folder);
        // Readers such as tail -f may have it open meanwhile.
        return new StreamWriter(new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
    }

    private async Task RotateWhenFullAsync(StreamWriter writer)
    {
        if (writer.BaseStream.Length < options.LogFileBytes)
        {
            return;
        }

        await writer.DisposeAsync();
        _writer = null;
        for (var age = options.LogFilesKept; age > 0; age--)
        {
            if (File.Exists(PathOf(age - 1)))
            {
                File.Move(PathOf(age - 1), PathOf(age), overwrite: true);
            }
        }

        File.Delete(Path);
    }

    private string PathOf(int age) =>
        System.IO.Path.Combine(
            folder,
            age == 0 ? $"{name}.log" : $"{name}.{age.ToString(CultureInfo.InvariantCulture)}.log"
        );

    private void Remember(string line)
    {
        if (_tail.Count == TailLines)
        {
            _tail.Dequeue();
        }

        _tail.Enqueue(line);
    }
}
