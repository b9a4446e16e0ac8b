using Google.Protobuf;
using static GreenMl.Onnx.AttributeProto.Types;

namespace GreenMl.Onnx;

/// <summary>Makes nodes and attributes and reads attributes with the operator's default.</summary>
public static class Nodes
{
    /// <summary>A node with one or more outputs. Its name is the first output's name.</summary>
    public static NodeProto Create(
        string operatorType,
        IEnumerable<string> inputs,
        IEnumerable<string> outputs,
        params ReadOnlySpan<AttributeProto> attributes
    )
    {
        var node = new NodeProto { OpType = operatorType };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Name = node.Output[0];
        node.Attribute.AddRange(attributes);
        return node;
    }

    /// <summary>An integer attribute.</summary>
    public static AttributeProto Int(string name, long value) =>
        new()
        {
            Name = name,
            I = value,
            Type = AttributeType.Int,
        };

    /// <summary>A float attribute.</summary>
    public static AttributeProto Float(string name, float value) =>
        new()
        {
            Name = name,
            F = value,
            Type = AttributeType.Float,
        };

    /// <summary>A string attribute.</summary>
    public static AttributeProto String(string name, string value) =>
        new()
        {
            Name = name,
            S = ByteString.CopyFromUtf8(value),
            Type = AttributeType.String,
        };

    /// <summary>An attribute that lists integers.</summary>
    public static AttributeProto Ints(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    extension(NodeProto node)
    {
        /// <summary>Whether the node belongs to the ONNX standard operators.</summary>
        public bool IsStandard => node.Domain is "" or "ai.onnx";

        /// <summary>The attribute called <paramref name="name"/>, or null.</summary>
        public AttributeProto? FindAttribute(string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

        /// <summary>The integer attribute, or <paramref name="fallback"/> when absent.</summary>
        public long GetInt(string name, long fallback) => node.FindAttribute(name)?.I ?? fallback;

        /// <summary>The float attribute, or <paramref name="fallback"/> when absent.</summary>
        public float GetFloat(string name, float fallback) => node.FindAttribute(name)?.F ?? fallback;

        /// <summary>The string attribute, or <paramref name="fallback"/> when absent.</summary>
        public string GetString(string name, string fallback) => node.FindAttribute(name)?.S.ToStringUtf8() ?? fallback;

        /// <summary>The list of integers, or <paramref name="fallback"/> when absent.</summary>
        public long[] GetInts(string name, params long[] fallback) =>
            node.FindAttribute(name) is { } attribute ? [.. attribute.Ints] : fallback;

        /// <summary>The input at <paramref name="index"/>, or null when omitted.</summary>
        public string? InputOrNull(int index) =>
            index < node.Input.Count && node.Input[index].Length > 0 ? node.Input[index] : null;

        /// <summary>Sets or replaces an attribute.</summary>
        public void SetAttribute(AttributeProto attribute)
        {
            if (node.FindAttribute(attribute.Name) is { } existing)
            {
                node.Attribute.Remove(existing);
            }

            node.Attribute.Add(attribute);
        }
    }
}
