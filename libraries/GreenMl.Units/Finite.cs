using System.Runtime.CompilerServices;

namespace GreenMl.Units;

internal static class Finite
{
    /// <summary>Returns <paramref name="value"/>, or throws when it is NaN or infinite.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is NaN or infinite.</exception>
    public static double Require(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be a finite number.");
}
