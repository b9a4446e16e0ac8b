using System.Collections.Frozen;

namespace GreenMl.Footprint.Tables;

/// <summary>
/// The coefficients behind every estimate. The tables are shipped inside the library with their attribution lines, and
/// each can be replaced by a file of the same name and columns.
/// </summary>
public sealed class FactorTables
{
    private readonly FrozenDictionary<string, RegionFactors> _regions;
    private readonly FrozenDictionary<string, InstanceFactors> _instances;
    private readonly FrozenDictionary<string, CpuArchitecture> _architectures;
    private readonly FrozenDictionary<string, AcceleratorFactors> _accelerators;
    private readonly FrozenDictionary<string, Coefficient> _coefficients;

    private FactorTables(string? folder)
    {
        _coefficients = Index("coefficients.csv", FactorRows.Coefficient, row => row.Name);
        _architectures = Index("cpu_arch.csv", FactorRows.Architecture, row => row.Name);
        _accelerators = Index("accelerators.csv", FactorRows.Accelerator, row => row.Name);
        _regions = Index("regions.csv", FactorRows.Region, row => row.Region);
        _instances = Index("instances.csv", row => FactorRows.Instance(row, this), row => row.InstanceType);

        FrozenDictionary<string, T> Index<T>(string file, Func<CsvRow, T> parse, Func<T, string> key)
        {
            var rows = new Dictionary<string, T>(StringComparer.Ordinal);
            foreach (var row in CsvTable.Parse(Text(file, folder), file).Select(parse))
            {
                if (!rows.TryAdd(key(row), row))
                {
                    throw new FormatException($"{file}: '{key(row)}' has two rows.");
                }
            }

            return rows.ToFrozenDictionary(StringComparer.Ordinal);
        }
    }

    /// <summary>All regions by code.</summary>
    public IReadOnlyDictionary<string, RegionFactors> Regions => _regions;

    /// <summary>All instance types by name.</summary>
    public IReadOnlyDictionary<string, InstanceFactors> Instances => _instances;

    /// <summary>All processor generations by name.</summary>
    public IReadOnlyDictionary<string, CpuArchitecture> Architectures => _architectures;

    /// <summary>All accelerators by name.</summary>
    public IReadOnlyDictionary<string, AcceleratorFactors> Accelerators => _accelerators;

    /// <summary>All constants by name.</summary>
    public IReadOnlyDictionary<string, Coefficient> Coefficients => _coefficients;

    /// <summary>Reads the tables.</summary>
    /// <param name="folder">
    /// A folder whose <c>regions.csv</c>, <c>instances.csv</c>, <c>cpu_arch.csv</c>, <c>coefficients.csv</c> and
    /// <c>accelerators.csv</c> replace the shipped tables; the files it lacks are taken from the library.
    /// </param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FormatException">A table has a wrong column, value or shape; the message says where.</exception>
    public static FactorTables Load(string? folder = null) =>
        folder is null || Directory.Exists(folder)
            ? new FactorTables(folder)
            : throw new DirectoryNotFoundException(
                $"The folder of factor tables '{folder}' does not exist; create it or leave the setting empty."
            );

    /// <summary>The row of a region.</summary>
    /// <exception cref="ArgumentException">The region is not in the table.</exception>
    public RegionFactors Region(string region) => Find(_regions, region, "region", "regions.csv");

    /// <summary>The row of an instance type.</summary>
    /// <exception cref="ArgumentException">The type is not in the table.</exception>
    public InstanceFactors Instance(string instanceType) =>
        Find(_instances, instanceType, "instance type", "instances.csv");

    /// <summary>The value of a constant.</summary>
    /// <exception cref="ArgumentException">The constant is not in the table.</exception>
    public Coefficient Coefficient(string name) => Find(_coefficients, name, "coefficient", "coefficients.csv");

    private static T Find<T>(FrozenDictionary<string, T> table, string key, string what, string file) =>
        table.TryGetValue(key, out var row)
            ? row
            : throw new ArgumentException(
                $"{what} '{key}' is unknown; add it to a {file} of your own, or use one of: "
                    + $"{string.Join(", ", table.Keys.Order(StringComparer.Ordinal))}.",
                nameof(key)
            );

    private static string Text(string file, string? folder)
    {
        if (folder is not null && Path.Combine(folder, file) is var path && File.Exists(path))
        {
            return TextFile.Read(path);
        }

#pragma warning disable MA0045 // An embedded resource is in memory already: nothing to await.
        using var stream = typeof(FactorTables).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
#pragma warning restore MA0045
    }
}
