using System.Reflection;

namespace GreenMl.Platform.Hosting.Tests;

/// <summary>
/// Every public member in Aspire's namespaces is listed in PublicSurface.txt, whose lines were compared with the members
/// of Aspire.Hosting itself. A line may only be added after it was looked up there.
/// </summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void The_public_surface_is_the_one_that_was_compared_with_Aspire()
    {
        var listed = Listed();

        Assert.Equal(listed, Surface.Of(typeof(DistributedApplication).Assembly));
    }

    private static string[] Listed()
    {
        using var stream = typeof(PublicSurfaceTests).Assembly.GetManifestResourceStream(
            "GreenMl.Platform.Hosting.Tests.PublicSurface.txt"
        )!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>The public members of an assembly, one a line.</summary>
internal static class Surface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly
            .GetExportedTypes()
            .Where(type => type.Namespace!.StartsWith("Aspire.", StringComparison.Ordinal))
            .SelectMany(LinesOf)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> LinesOf(Type type) =>
        [
            $"{type.FullName}",
            .. type.GetInterfaces().Select(implemented => $"{type.FullName} : {Name(implemented)}"),
            .. type.GetMembers(Declared).Where(IsWritten).Select(member => $"{type.FullName} {Signature(member)}"),
        ];

    /// <summary>Not what the compiler adds to records and properties.</summary>
    private static bool IsWritten(MemberInfo member) =>
        member is not Type and not MethodBase { Name: "<Clone>$" or "Deconstruct" or "Equals" or "GetHashCode" }
        && member is not MethodBase { Name: "ToString" or "op_Equality" or "op_Inequality" }
        && !(member is MethodInfo { IsSpecialName: true } method && method.Name[..4] is "get_" or "set_")
        && !(member is ConstructorInfo && IsRecord(member.DeclaringType!));

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static string Signature(MemberInfo member) =>
        member switch
        {
            MethodInfo method =>
                $"{Name(method.ReturnType)} {method.Name}{Generics(method)}({string.Join(", ", method.GetParameters().Select(Parameter))})",
            ConstructorInfo constructor => $".ctor({string.Join(", ", constructor.GetParameters().Select(Parameter))})",
            PropertyInfo property => $"{Name(property.PropertyType)} {property.Name} {Accessors(property)}",
            FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
            _ => throw new NotSupportedException($"{member}"),
        };

    private static string Accessors(PropertyInfo property) =>
        (property.GetMethod?.IsPublic == true ? "get " : "") + (property.SetMethod?.IsPublic == true ? "set" : "");

    private static string Parameter(ParameterInfo parameter) =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
        + $"{Name(parameter.ParameterType)} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "default"}" : "");

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => $"{argument.Name}{Constraints(argument)}"))}>"
            : "";

    private static string Constraints(Type argument) =>
        string.Concat(argument.GetGenericParameterConstraints().Select(constraint => $" : {Name(constraint)}"));

    private static string Name(Type type) =>
        type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;
}
