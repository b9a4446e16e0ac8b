using GreenMl.Bundles;
using GreenMl.Datasets;
using GreenMl.ModelOptimization.Worker.Models;
using GreenMl.ModelOptimization.Worker.Variants;

namespace GreenMl.ModelOptimization.Worker;

/// <summary>Puts a variant, and its offline form when that is accepted, into a bundle.</summary>
/// <param name="input">What the variant was made from.</param>
/// <param name="name">The name of the bundle.</param>
/// <param name="directory">The folder of the bundle.</param>
/// <param name="reports">States what was measured.</param>
internal sealed class BundleAssembly(OptimizationInput input, string name, string directory, VariantReports reports)
{
    /// <summary>Writes the bundle.</summary>
    public async Task<ModelBundle> SaveAsync(
        MeasuredVariant chosen,
        MeasuredVariant? offline,
        CancellationToken cancellationToken
    )
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        await PlaceAsync(ModelBundle.ModelFileName, chosen.Candidate);
        List<OptimizedModel> optimized = [];
        if (offline is { Verdict.IsAccepted: true })
        {
            var file = $"model.{CpuClass.Current.Name}.onnx";
            await PlaceAsync(file, offline.Candidate);
            optimized.Add(new(file, CpuClass.Current.Name, ModelSession.RuntimeVersion));
        }

        return await ModelBundle.SaveAsync(directory, Describe(chosen, optimized), sources, cancellationToken);

        Task PlaceAsync(string file, Candidate candidate)
        {
            sources[file] = Path.Combine(directory, file);
            return File.WriteAllBytesAsync(sources[file], candidate.Model, cancellationToken);
        }
    }

    private BundleManifest Describe(MeasuredVariant chosen, IReadOnlyList<OptimizedModel> optimized)
    {
        var session = new SessionSettings();
        return new()
        {
            Name = name,
            Optimized = optimized,
            Session = input.Signature.IsBatchFixed ? session with { MaxBatch = 1 } : session,
            Inputs = input.Signature.Inputs,
            Outputs = input.Signature.Outputs,
            Labels = input.Dataset.Schema.Classes,
            Preprocessing = Preprocessing(),
            Metrics = reports.MetricsOf(chosen),
            DatasetId = input.Dataset.Id,
            Parent = chosen.Candidate.Id == input.Original.Id ? null : input.Original.Id,
        };
    }

    private Preprocessing Preprocessing() =>
        new()
        {
            Kind = input.Dataset.Schema.Kind == DatasetKind.Image ? PreprocessingKind.Image : PreprocessingKind.Tabular,
            Scale = input.Encoding.Scale,
            Mean = input.Encoding.Means,
            StandardDeviation = input.Encoding.StandardDeviations,
            Columns = input.Dataset.Schema.Features ?? [],
        };
}
