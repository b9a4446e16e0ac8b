using System.Collections;
using Google.Protobuf;

namespace GreenMl.Messaging.Tests;

/// <summary>Compares records by value also where they hold lists.</summary>
internal static class StructurallyEqual
{
    public static bool Compare(object? one, object? other)
    {
        if (one is null || other is null || one.GetType().IsPrimitive || one is IMessage or string or Guid or Enum)
        {
            return Equals(one, other);
        }

        if (one is IEnumerable ones && other is IEnumerable others)
        {
            var (left, right) = (ones.Cast<object>().ToList(), others.Cast<object>().ToList());
            return left.Count == right.Count && left.Zip(right).All(pair => Compare(pair.First, pair.Second));
        }

        return one.GetType() == other.GetType()
            && one.GetType().GetProperties().All(x => Compare(x.GetValue(one), x.GetValue(other)));
    }
}
