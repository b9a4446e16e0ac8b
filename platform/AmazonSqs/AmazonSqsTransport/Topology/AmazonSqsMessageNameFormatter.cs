using System.Collections.Concurrent;
using System.Text;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Topology;

/// <summary>
/// Names the topic of a message type: <c>My.Space.Type</c> is <c>My_Space-Type</c>, a nested type <c>Outer_Inner</c>, and
/// <c>Fault&lt;My.Space.Type&gt;</c> is <c>MassTransit-Fault--My_Space-Type--</c> with several arguments joined by <c>__</c>.
/// </summary>
internal sealed class AmazonSqsMessageNameFormatter : IMessageNameFormatter
{
    private readonly ConcurrentDictionary<Type, string> _names = new();

    public string GetMessageName(Type type) =>
        _names.GetOrAdd(type, x => Append(new StringBuilder(), x, enclosingNamespace: null).ToString());

    // A namespace is written only where it differs from the enclosing one.
    private static StringBuilder Append(StringBuilder name, Type type, string? enclosingNamespace)
    {
        var ownNamespace = type.Namespace?.Replace('.', '_');
        if (ownNamespace is not null && ownNamespace != enclosingNamespace)
        {
            name.Append(ownNamespace).Append('-');
        }

        if (type is { IsNested: true, DeclaringType: { } outer })
        {
            Append(name, outer, ownNamespace).Append('_');
        }

        if (!type.IsGenericType)
        {
            return name.Append(type.Name);
        }

        name.Append(type.Name.Split('`')[0]).Append("--");
        foreach (var (index, argument) in type.GetGenericArguments().Index())
        {
            Append(index == 0 ? name : name.Append("__"), argument, ownNamespace);
        }

        return name.Append("--");
    }
}
