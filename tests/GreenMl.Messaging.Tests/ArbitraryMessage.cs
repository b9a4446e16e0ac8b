using System.Collections;
using System.Reflection;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Enum = System.Enum;
using Type = System.Type;

namespace GreenMl.Messaging.Tests;

/// <summary>Makes any message record of the contracts, with protobuf messages, lists and nulls inside.</summary>
internal static class ArbitraryMessage
{
    private const int MaxDepth = 5;

    private static readonly string[] Texts =
    [
        "",
        "text",
        "grün 緑 🌱",
        "\"quoted\" \\ and \n",
        "<&>'",
        "null",
        "\u0001",
    ];

    // Without -0.0: protobuf's JSON form knows one zero.
    private static readonly double[] Numbers =
    [
        0.1,
        -1e300,
        double.Epsilon,
        double.MaxValue,
        double.NaN,
        double.NegativeInfinity,
    ];

    /// <summary>A generator of <paramref name="type"/>, a record with one constructor.</summary>
    public static Gen<object> Of(Type type) => Gen.Int.Select(seed => Record(type, new Random(seed)));

    private static object Record(Type type, Random random)
    {
        var constructor = type.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(one => Value(one, random))]);
    }

    private static object? Value(ParameterInfo parameter, Random random)
    {
        var type = parameter.ParameterType;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return random.Next(3) == 0 ? null : Value(underlying, random);
        }

        return Value(type, random);
    }

    private static object Value(Type type, Random random)
    {
        if (typeof(IMessage).IsAssignableFrom(type))
        {
            return Proto((IMessage)Activator.CreateInstance(type)!, random, 0);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var element = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
            for (var i = random.Next(4); i > 0; i--)
            {
                list.Add(Value(element, random));
            }

            return list;
        }

        if (type.IsEnum)
        {
            var values = type.GetEnumValues();
            return values.GetValue(random.Next(values.Length))!;
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => random.Next(2) == 0,
            TypeCode.Int32 => random.Next(int.MinValue, int.MaxValue),
            TypeCode.String => Pick(Texts, random),
            TypeCode.Double => random.NextDouble(),
            _ when type == typeof(Guid) => new Guid(Bytes(random, 16)),
            _ => Record(type, random),
        };
    }

    private static IMessage Proto(IMessage message, Random random, int depth)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (random.Next(4) == 0 || (field.FieldType == FieldType.Message && depth >= MaxDepth))
            {
                continue;
            }

            if (field.IsMap)
            {
                var map = (IDictionary)field.Accessor.GetValue(message);
                var (key, value) = (field.MessageType.FindFieldByNumber(1), field.MessageType.FindFieldByNumber(2));
                map[Scalar(key, random, depth)] = Scalar(value, random, depth);
            }
            else if (field.IsRepeated)
            {
                ((IList)field.Accessor.GetValue(message)).Add(Scalar(field, random, depth));
            }
            else
            {
                field.Accessor.SetValue(message, Scalar(field, random, depth));
            }
        }

        return message;
    }

    private static object Scalar(FieldDescriptor field, Random random, int depth) =>
        field.FieldType switch
        {
            FieldType.Double => Pick(Numbers, random),
            FieldType.Float => (float)random.NextDouble(),
            FieldType.Int64 or FieldType.SInt64 => random.NextInt64(long.MinValue, long.MaxValue),
            FieldType.UInt64 or FieldType.Fixed64 => (ulong)random.NextInt64(),
            FieldType.Int32 or FieldType.SInt32 => random.Next(int.MinValue, int.MaxValue),
            FieldType.UInt32 or FieldType.Fixed32 => (uint)random.Next(),
            FieldType.Bool => random.Next(2) == 0,
            FieldType.String => Pick(Texts, random),
            FieldType.Bytes => ByteString.CopyFrom(Bytes(random, random.Next(20))),
            FieldType.Enum => Enum.ToObject(
                field.EnumType.ClrType,
                field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Number
            ),
            FieldType.Message when field.MessageType.ClrType == typeof(Timestamp) => Timestamp.FromDateTimeOffset(
                DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(0, 4_000_000_000_000))
            ),
            FieldType.Message => Proto(
                (IMessage)Activator.CreateInstance(field.MessageType.ClrType)!,
                random,
                depth + 1
            ),
            _ => throw new NotSupportedException($"{field.FullName} is a {field.FieldType}."),
        };

    private static T Pick<T>(T[] values, Random random) => values[random.Next(values.Length)];

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
