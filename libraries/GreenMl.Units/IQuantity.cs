using System.Numerics;

namespace GreenMl.Units;

/// <summary>
/// A physical amount stored in one unit, so that interval arithmetic, storage and text can be written once for all of them.
/// </summary>
/// <typeparam name="TSelf">The quantity itself.</typeparam>
public interface IQuantity<TSelf>
    : IComparable,
        IComparable<TSelf>,
        IEquatable<TSelf>,
        IComparisonOperators<TSelf, TSelf, bool>,
        IAdditionOperators<TSelf, TSelf, TSelf>,
        ISubtractionOperators<TSelf, TSelf, TSelf>,
        IUnaryNegationOperators<TSelf, TSelf>,
        IMultiplyOperators<TSelf, double, TSelf>,
        IDivisionOperators<TSelf, double, TSelf>
    where TSelf : struct, IQuantity<TSelf>
{
    /// <summary>The stored unit as it ends names in files and messages: <c>Joules</c>.</summary>
    static abstract string UnitName { get; }

    /// <summary>The amount in the stored unit; always finite.</summary>
    double Amount { get; }

    /// <summary>The quantity of that amount in the stored unit.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="amount"/> is NaN or infinite.</exception>
    static abstract TSelf FromAmount(double amount);
}
