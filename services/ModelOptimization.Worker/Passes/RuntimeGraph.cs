using GreenMl.ModelOptimization.Worker.Models;
using GreenMl.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.ModelOptimization.Worker.Passes;

/// <summary>A graph as ONNX Runtime optimized it for the CPU of this machine.</summary>
/// <param name="Model">The content of the ONNX file; only valid on this class of CPU and version of the runtime.</param>
internal sealed record RuntimeGraph(byte[] Model)
{
    /// <summary>Optimizes <paramref name="model"/> as far as the runtime can.</summary>
    /// <param name="model">The content of a portable ONNX file.</param>
    /// <param name="directory">An existing folder for a temporary file.</param>
    /// <param name="cancellationToken">Stops before the result is read.</param>
    public static async Task<RuntimeGraph> OptimizeAsync(
        byte[] model,
        string directory,
        CancellationToken cancellationToken
    )
    {
        var file = Path.Combine(directory, $"{Guid.CreateVersion7():N}.optimizing.onnx");
        try
        {
            ModelSession.Open(model, GraphOptimizationLevel.ORT_ENABLE_ALL, file).Dispose();
            return new(await File.ReadAllBytesAsync(file, cancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>How often each operator occurs.</summary>
    public IReadOnlyDictionary<string, int> Operators() =>
        OnnxFile.Load(Model).Graph.Node.CountBy(node => node.OpType).ToDictionary(StringComparer.Ordinal);

    /// <summary>
    /// The nodes that compute in float on dequantized values: each pays for the conversion and gains nothing. Named by
    /// output and operator.
    /// </summary>
    public IReadOnlyList<string> UnfusedNodes()
    {
        var graph = OnnxFile.Load(Model).Graph;
        var dequantized = graph
            .Node.Where(node => node.OpType == "DequantizeLinear")
            .Select(node => node.Output[0])
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. graph
                .Node.Where(node => node.Input.Any(dequantized.Contains))
                .Select(node => $"{node.Output[0]} ({node.OpType})"),
        ];
    }
}
