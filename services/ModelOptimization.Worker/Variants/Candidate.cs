using System.Security.Cryptography;

namespace GreenMl.ModelOptimization.Worker.Variants;

/// <summary>A form of the model that may be shipped.</summary>
/// <param name="Name">For instance <c>int8</c>.</param>
/// <param name="Model">The content of its ONNX file.</param>
internal sealed record Candidate(string Name, byte[] Model)
{
    /// <summary>The model as it came, beside which every other form is measured.</summary>
    public const string Original = "original";

    /// <summary>BatchNormalization folded into the layers before.</summary>
    public const string Folded = "folded";

    /// <summary>Static int8.</summary>
    public const string Int8 = "int8";

    /// <summary>Added to the name of a form that the runtime optimized ahead of time.</summary>
    public const string OfflineSuffix = "_offline";

    /// <summary>What the runtime made of it, where that is worth telling; else empty.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Lower-case hexadecimal SHA-256 of the file.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Model));
}
