using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>Rules, size and checksum of message attributes.</summary>
internal static class MessageAttributes
{
    public const int Most = 10;
    private const int LongestName = 256;

    /// <exception cref="AwsException">InvalidParameterValue, naming the attribute and the rule.</exception>
    public static void Check(IReadOnlyDictionary<string, MessageAttribute> attributes)
    {
        if (attributes.Count > Most)
        {
            throw AwsException.InvalidValue(
                $"Number of message attributes [{attributes.Count}] exceeds the allowed maximum [{Most}]."
            );
        }

        foreach (var (name, attribute) in attributes)
        {
            CheckName(name);
            CheckValue(name, attribute);
        }
    }

    /// <summary>UTF-8 bytes of names, types and values: they count towards the size of the message.</summary>
    public static int SizeBytes(IReadOnlyDictionary<string, MessageAttribute> attributes) =>
        attributes.Sum(attribute =>
            Encoding.UTF8.GetByteCount(attribute.Key)
            + Encoding.UTF8.GetByteCount(attribute.Value.DataType ?? "")
            + ValueSizeBytes(attribute.Value)
        );

    /// <summary>
    /// AWS's checksum: MD5 over the attributes in the order of their names, each as name, type, 1 (text) or 2 (binary), value,
    /// with every part but the kind preceded by its length as four big-endian bytes. Null when there is none.
    /// </summary>
    public static string? Md5(IReadOnlyDictionary<string, MessageAttribute> attributes)
    {
        if (attributes.Count == 0)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (name, attribute) in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            Append(hash, Encoding.UTF8.GetBytes(name));
            Append(hash, Encoding.UTF8.GetBytes(attribute.DataType!));
            hash.AppendData(IsBinary(attribute) ? [2] : [1]);
            Append(hash, Value(attribute));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }

    private static void CheckName(string name)
    {
        var allowed =
            name.Length is >= 1 and <= LongestName
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            && !name.StartsWith('.')
            && !name.EndsWith('.')
            && !name.Contains("..", StringComparison.Ordinal)
            && !name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase);
        if (!allowed)
        {
            throw AwsException.InvalidValue(
                $"Message attribute name {name} is invalid: 1 to {LongestName} of A-Z a-z 0-9 _ - . with no period at "
                    + "either end or twice in a row, and not starting with AWS. or Amazon."
            );
        }
    }

    private static void CheckValue(string name, MessageAttribute attribute)
    {
        var type = attribute.DataType ?? "";
        var kind = type.Split('.', 2)[0];
        if (kind is not ("String" or "Number" or "Binary") || type.Length > LongestName)
        {
            throw AwsException.InvalidValue(
                $"The message attribute '{name}' has an invalid message attribute type, the set of supported type "
                    + "prefixes is Binary, Number, and String."
            );
        }

        var value = kind == "Binary" ? attribute.BinaryValue : attribute.StringValue;
        if (string.IsNullOrEmpty(value))
        {
            throw AwsException.InvalidValue(
                $"The message attribute '{name}' must contain a non-empty message attribute value for message "
                    + $"attribute type '{type}'."
            );
        }

        if (kind == "Number" && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            throw AwsException.InvalidValue($"Can't cast the value of message attribute '{name}' to a number.");
        }

        if (kind == "Binary" && !IsBase64(value))
        {
            throw AwsException.InvalidValue($"The value of message attribute '{name}' is not base64.");
        }

        MessageBody.CheckCharacters(attribute.StringValue ?? "");
    }

    private static bool IsBase64(string value) => Convert.TryFromBase64String(value, new byte[value.Length], out _);

    private static bool IsBinary(MessageAttribute attribute) =>
        attribute.DataType!.StartsWith("Binary", StringComparison.Ordinal);

    private static byte[] Value(MessageAttribute attribute) =>
        IsBinary(attribute)
            ? Convert.FromBase64String(attribute.BinaryValue!)
            : Encoding.UTF8.GetBytes(attribute.StringValue!);

    private static int ValueSizeBytes(MessageAttribute attribute) =>
        attribute.BinaryValue is { } binary
            ? (binary.Length / 4 * 3) - binary.AsSpan().Count('=')
            : Encoding.UTF8.GetByteCount(attribute.StringValue ?? "");
}
