using Microsoft.ML.OnnxRuntime;

namespace GreenMl.ModelOptimization.Worker.Models;

/// <summary>Sessions that are open at the same time.</summary>
internal sealed class SessionSet : IDisposable
{
    private readonly List<ModelSession> _sessions = [];

    /// <summary>Opens all, or none when one fails.</summary>
    public SessionSet(IEnumerable<(byte[] Model, GraphOptimizationLevel Level)> models)
    {
        try
        {
            foreach (var (model, level) in models)
            {
                _sessions.Add(ModelSession.Open(model, level));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The number of sessions.</summary>
    public int Count => _sessions.Count;

    /// <summary>The session at a position.</summary>
    public ModelSession this[int index] => _sessions[index];

    /// <summary>Binds one row to every session.</summary>
    public BoundSet Bind(float[] input, long[] shape) =>
        new([.. _sessions.Select(session => session.Bind(input, shape))]);

    /// <inheritdoc />
    public void Dispose() => _sessions.ForEach(session => session.Dispose());
}

/// <summary>One row bound to several sessions.</summary>
/// <param name="all">In the order of the sessions.</param>
internal sealed class BoundSet(IReadOnlyList<BoundInference> all) : IDisposable
{
    /// <summary>In the order of the sessions.</summary>
    public IReadOnlyList<BoundInference> All { get; } = all;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var one in All)
        {
            one.Dispose();
        }
    }
}
