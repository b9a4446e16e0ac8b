using System.Text.Json.Nodes;
using GreenMl.Footprint.Accounting;
using GreenMl.Footprint.Tables;
using GreenMl.Testing;
using GreenMl.Units;

namespace GreenMl.Footprint.Tests.Accounting;

/// <summary>Numbers that other people's tools computed, to twelve digits. Where a tool is wrong, the standard is tested.</summary>
public class VectorTests
{
    private const string CloudCarbonFootprint = "footprint/vectors/ccf_core_aws.json";
    private const string ImpactFramework = "footprint/vectors/if_builtin.json";
    private const string SciForAi = "footprint/vectors/sci_ai_examples.json";

    private static readonly FactorTables Tables = FactorTables.Load();

    [RequiresDataFact(CloudCarbonFootprint)]
    public void Compute_energy_and_carbon_are_those_of_cloud_carbon_footprint()
    {
        var vectors = Read(CloudCarbonFootprint);
        var grids = Grids(vectors);
        foreach (var vector in vectors["compute"]!.AsArray())
        {
            var (input, constants) = (vector!["input"]!, vector["constants"]!);
            var power = CloudFormulas.Linear(
                Power.FromWatts(Number(constants, "minWatts")),
                Power.FromWatts(Number(constants, "maxWatts")),
                Number(input, "cpuUtilizationPercent") / 100
            );
            AssertCarbon(power * TimeSpan.FromHours(Number(input, "hours")), vector, grids);
        }
    }

    [RequiresDataFact(CloudCarbonFootprint)]
    public void Memory_storage_and_network_energy_are_those_of_cloud_carbon_footprint()
    {
        var vectors = Read(CloudCarbonFootprint);
        var grids = Grids(vectors);
        foreach (var vector in vectors["memory"]!.AsArray())
        {
            var watts = Number(vector!["input"]!, "gigabyteHours") * Tables.Coefficient("memory_energy").Value;
            AssertCarbon(Power.FromWatts(watts) * TimeSpan.FromHours(1), vector, grids);
        }

        foreach (var vector in vectors["storage"]!.AsArray())
        {
            var input = vector!["input"]!;
            var kind = input["kind"]!.GetValue<string>() == "SSD" ? "ssd_energy" : "hdd_energy";
            var energy = CloudFormulas.Storage(
                Number(input, "terabyteHours"),
                Tables.Coefficient(kind).Value,
                Number(vector["constants"]!, "replicationFactor")
            );
            AssertCarbon(energy, vector, grids);
        }

        foreach (var vector in vectors["network"]!.AsArray())
        {
            var moved = Number(vector!["input"]!, "gigabytes");
            AssertCarbon(CloudFormulas.Network(moved, Tables.Coefficient("network_energy").Value), vector, grids);
        }
    }

    [RequiresDataFact(CloudCarbonFootprint)]
    public void Instances_are_composed_as_cloud_carbon_footprint_does()
    {
        foreach (var vector in Read(CloudCarbonFootprint)["ec2"]!.AsArray())
        {
            var (input, output) = (vector!["input"]!, vector["output"]!);
            var (hours, pue) = (Number(input, "hours"), Number(input, "pue"));
            var (vcpus, cpu, memory) = (Number(input, "vcpu"), output["cpu"]!, output["memory"]!);
            var power = CloudFormulas.Linear(
                Power.FromWatts(Number(cpu["constants"]!, "minWatts")),
                Power.FromWatts(Number(cpu["constants"]!, "maxWatts")),
                Number(input, "cpuUtilizationPercent") / 100
            );
            Near(Number(cpu, "kWh"), (power * vcpus * TimeSpan.FromHours(hours)).KilowattHours * pue);

            var largest = input["largest"]!;
            var extraGb = CloudFormulas.ExtraMemoryGb(
                Number(input, "memoryGb"),
                Number(largest, "memoryGb"),
                Number(largest, "vcpu"),
                Tables.Coefficient("chip_vcpu").Value,
                Number(memory, "processorGb")
            );
            Near(Number(memory, "gigabyteHours"), extraGb * hours);

            var embodied = Sci.Embodied(
                CarbonMass.FromGrams(Number(input, "scope3Tons") * 1e6),
                TimeSpan.FromHours(hours),
                TimeSpan.FromHours(Number(input, "lifespanHours")),
                vcpus,
                Number(largest, "vcpu")
            );
            Near(Number(output["embodied"]!, "tCO2e") * 1e6, embodied.Grams);
        }
    }

    [RequiresDataFact(ImpactFramework)]
    public void The_teads_curve_is_that_of_the_impact_framework()
    {
        double[] curve = [TeadsPoint(0), TeadsPoint(10), TeadsPoint(50), TeadsPoint(100)];
        foreach (var output in Outputs("teads_curve_linear"))
        {
            var factor = CloudFormulas.TeadsFactor(curve, Number(output, "cpu/utilization") / 100);
            Near(Number(output, "cpu/tdp-factor"), factor);
        }
    }

    [RequiresDataFact(ImpactFramework)]
    public void Embodied_shares_are_those_of_the_sci_formula()
    {
        foreach (var output in Outputs("sci_m_spec"))
        {
            var embodied = Sci.Embodied(
                CarbonMass.FromGrams(Number(output, "device/emissions-embodied")),
                TimeSpan.FromSeconds(Number(output, "time-reserved")),
                TimeSpan.FromSeconds(Number(output, "expected-lifespan")),
                Number(output, "resources-reserved"),
                Number(output, "resources-total")
            );
            Near(Number(output, "carbon-embodied"), embodied.Grams);
        }
    }

    [RequiresDataFact(ImpactFramework)]
    public void Full_scores_are_those_of_the_impact_framework_but_their_aggregate_is_the_ratio_of_sums()
    {
        var outputs = Outputs("sci_full").ToArray();
        SciScore? total = null;
        foreach (var output in outputs)
        {
            var energy = EnergyEstimate.Exactly(
                Energy.FromKilowattHours(Number(output, "energy-it")),
                EvidenceGrade.Modelled,
                "vector"
            );
            var operational = Sci.Operational(
                energy,
                Number(output, "pue"),
                Grid(Number(output, "grid/carbon-intensity"))
            );
            Near(Number(output, "carbon-operational"), operational.Central.Grams);

            var embodied = CarbonMass.FromGrams(Number(output, "carbon-embodied"));
            var carbon = operational + CarbonEstimate.Exactly(embodied, EvidenceGrade.Table, "vector");
            Near(Number(output, "carbon"), carbon.Central.Grams);

            var score = new SciScore(carbon, Number(output, "inferences"), "inference");
            if (score.PerUnit is { } perUnit)
            {
                Near(Number(output, "sci"), perUnit.Central.Grams);
            }

            total = total is null ? score : total + score;
        }

        // The framework's own aggregate is the mean of the ratios, 2.749 g: 4,270 times too much.
        Near(
            outputs.Sum(output => Number(output, "carbon")) / outputs.Sum(output => Number(output, "inferences")),
            total!.PerUnit!.Central.Grams
        );
        Assert.Equal(0.000643, total.PerUnit.Central.Grams, 1e-6);
    }

    [RequiresDataFact(SciForAi)]
    public void The_examples_of_sci_for_ai_come_out_as_corrected()
    {
        foreach (var example in Read(SciForAi)["examples"]!.AsArray())
        {
            var carbon = CarbonEstimate.Exactly(
                CarbonMass.FromGrams(Number(example!, "carbon_kg") * 1000),
                EvidenceGrade.Table,
                "draft of SCI for AI"
            );
            var score = new SciScore(carbon, Number(example!, "units"), example!["unit"]!.GetValue<string>());
            Near(Number(example, "expected_g_per_unit"), score.PerUnit!.Central.Grams);
        }
    }

    private static void AssertCarbon(Energy equipment, JsonNode vector, Dictionary<string, double> grids)
    {
        var pue = vector["constants"]?["powerUsageEffectiveness"]?.GetValue<double>() ?? 1.135;
        Near(Number(vector["output"]!, "kWh"), equipment.KilowattHours * pue);

        var estimate = EnergyEstimate.Exactly(equipment, EvidenceGrade.Modelled, "vector");
        var grid = Grid(grids[vector["input"]!["region"]!.GetValue<string>()]);
        Near(Number(vector["output"]!, "tCO2e") * 1e6, Sci.Operational(estimate, pue, grid).Central.Grams);
    }

    private static Dictionary<string, double> Grids(JsonNode vectors) =>
        vectors["compute"]!
            .AsArray()
            .DistinctBy(vector => vector!["input"]!["region"]!.GetValue<string>())
            .ToDictionary(
                vector => vector!["input"]!["region"]!.GetValue<string>(),
                vector => Number(vector!, "gridTonPerKwh") * 1e6
            );

    private static double TeadsPoint(int percent) => Tables.Coefficient($"teads_cpu_curve_{percent}").Value;

    private static GridIntensity Grid(double grams)
    {
        var value = CarbonIntensity.FromGramsPerKilowattHour(grams);
        return new GridIntensity(value, value, value, "vector", "vector");
    }

    private static IEnumerable<JsonNode> Outputs(string name) =>
        Read(ImpactFramework)["vectors"]!.AsArray().Single(vector => vector!["name"]!.GetValue<string>() == name)![
            "outputs"
        ]!
            .AsArray()
            .Select(output => output!);

    private static JsonNode Read(string path) => JsonNode.Parse(File.ReadAllText(TestData.Path(path)))!;

    private static double Number(JsonNode json, string name) => json[name]!.GetValue<double>();

    private static void Near(double expected, double actual) =>
        Assert.Equal(expected, actual, Math.Abs(expected) * 1e-12);
}
