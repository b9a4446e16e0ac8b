namespace GreenMl.Onnx;

/// <summary>A model breaks a rule of ONNX or one of GreenMl's limits. The message names the place, the rule and the remedy.</summary>
/// <param name="place">The file, field, tensor or node at fault, for example <c>node 'conv1' (Conv)</c>.</param>
/// <param name="rule">What is wrong, with the value found and the value allowed.</param>
/// <param name="remedy">What the owner of the model can do about it.</param>
/// <param name="innerException">The parser's or file system's own error, when there is one.</param>
public sealed class InvalidModelException(string place, string rule, string remedy, Exception? innerException = null)
    : Exception($"{place}: {rule}. {remedy}.", innerException)
{
    /// <summary>The file, field, tensor or node at fault.</summary>
    public string Place { get; } = place;

    /// <summary>What is wrong, with the value found and the value allowed.</summary>
    public string Rule { get; } = rule;

    /// <summary>What the owner of the model can do about it.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>An error at <paramref name="node"/>, named by node name and operator.</summary>
    public static InvalidModelException At(NodeProto node, string rule, string remedy)
    {
        var name = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "(unnamed)";
        return new($"node '{name}' ({node.OpType})", rule, remedy);
    }

    /// <summary>An error in the tensor called <paramref name="tensorName"/>.</summary>
    public static InvalidModelException InTensor(string tensorName, string rule, string remedy) =>
        new($"tensor '{tensorName}'", rule, remedy);
}
