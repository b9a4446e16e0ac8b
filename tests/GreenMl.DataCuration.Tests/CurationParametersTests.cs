using GreenMl.Contracts.Datasets.V1;
using GreenMl.DataCuration.Drivers.Local;

namespace GreenMl.DataCuration.Tests;

public sealed class CurationParametersTests
{
    [Theory]
    [InlineData(Deduplication.Unspecified, "exact,near", "false")]
    [InlineData(Deduplication.ExactAndNear, "exact,near", "false")]
    [InlineData(Deduplication.Exact, "exact", "false")]
    [InlineData(Deduplication.None, "exact,near", "true")]
    public void A_baseline_is_raw_and_split_as_the_curated_version(Deduplication asked, string deduplicate, string raw)
    {
        var parameters = CurationParameters.Create(new() { Glyphs = new(), Deduplication = asked });
        Assert.Equal(deduplicate, parameters["deduplicate"]);
        Assert.Equal(raw, parameters["raw"]);
    }

    [Fact]
    public void What_a_spec_leaves_out_is_left_to_the_worker()
    {
        var parameters = CurationParameters.Create(new() { Glyphs = new() });
        Assert.Equal(["deduplicate", "raw", "seed", "source"], parameters.Keys.Order());
    }
}
