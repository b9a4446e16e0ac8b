using CsCheck;

namespace GreenMl.Storage.Tests;

public sealed class ObjectUriTests
{
    [Fact]
    public void A_name_is_read_into_its_parts_and_written_back()
    {
        var uri = ObjectUri.Parse("object://datasets/ab12/manifest.json");

        Assert.Equal("datasets", uri.Collection);
        Assert.Equal("ab12/manifest.json", uri.Key);
        Assert.Equal("manifest.json", uri.FileName);
        Assert.Equal("object://datasets/ab12/manifest.json", uri.ToString());
        Assert.Equal(ObjectUri.Create("datasets", "ab12").Append("manifest.json"), uri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("file:///etc/passwd")]
    [InlineData("object://datasets")]
    [InlineData("object://datasets/")]
    [InlineData("object:///key")]
    [InlineData("object://Data/key")]
    [InlineData("object://-data/key")]
    [InlineData("object://data/../other/key")]
    [InlineData("object://data/a/..")]
    [InlineData("object://data/./key")]
    [InlineData("object://data//key")]
    [InlineData("object://data/key/")]
    [InlineData("object://data/.staging/key")]
    [InlineData("object://data/a b")]
    [InlineData("object://data/a\\b")]
    [InlineData("object://data/a%2e")]
    [InlineData("object://data/a\0b")]
    [InlineData("object://data/é")]
    public void A_name_that_breaks_a_rule_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => ObjectUri.Parse(text));
        Assert.False(ObjectUri.TryParse(text, out _));
    }

    [Fact]
    public void Lengths_are_limited()
    {
        Assert.Throws<FormatException>(() => ObjectUri.Create(new string('a', 64), "key"));
        Assert.Throws<FormatException>(() => ObjectUri.Create("data", new string('k', 201)));
        Assert.Throws<FormatException>(() =>
            ObjectUri.Create("data", string.Join('/', Enumerable.Repeat("kkkkkkkkk", 91)))
        );
        Assert.False(ObjectUri.TryParse(null, out _));
    }

    [Fact]
    public void The_message_names_the_value_and_the_rule()
    {
        var error = Assert.Throws<FormatException>(() => ObjectUri.Parse("object://data/a/.hidden"));

        Assert.Contains("'.hidden'", error.Message);
        Assert.Contains("the first no dot", error.Message);
    }

    [Fact]
    public void Every_accepted_text_is_written_back_unchanged_and_stays_inside_its_collection() =>
        Gen.String[Gen.Char["abAB01./-_=+@ %\\:"], 0, 30]
            .Select(text => "object://" + text)
            .Sample(text =>
                !ObjectUri.TryParse(text, out var uri)
                || (
                    uri.ToString() == text
                    && Path.GetFullPath(Path.Combine("/root", uri.Collection, uri.Key))
                        .StartsWith($"/root/{uri.Collection}/", StringComparison.Ordinal)
                )
            );
}
