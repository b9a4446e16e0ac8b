using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Topics;

namespace GreenMl.Platform.Broker.Tests.Topics;

public sealed class FilterPolicyTests
{
    [Theory]
    [InlineData("""{"k":["a","b"]}""", "a", true)]
    [InlineData("""{"k":["a","b"]}""", "c", false)]
    [InlineData("""{"k":[{"prefix":"ab"}]}""", "abc", true)]
    [InlineData("""{"k":[{"prefix":"ab"}]}""", "ba", false)]
    [InlineData("""{"k":[{"suffix":"bc"}]}""", "abc", true)]
    [InlineData("""{"k":[{"equals-ignore-case":"ABC"}]}""", "abc", true)]
    [InlineData("""{"k":[{"anything-but":["a","b"]}]}""", "c", true)]
    [InlineData("""{"k":[{"anything-but":["a","b"]}]}""", "b", false)]
    [InlineData("""{"k":[{"anything-but":"a"}]}""", "b", true)]
    [InlineData("""{"k":[{"anything-but":{"prefix":"order-"}}]}""", "order-1", false)]
    [InlineData("""{"k":[{"anything-but":{"prefix":"order-"}}]}""", "log-1", true)]
    [InlineData("""{"k":[{"exists":true}]}""", "x", true)]
    [InlineData("""{"k":[{"exists":false}]}""", "x", false)]
    [InlineData("""{"other":[{"exists":false}]}""", "x", true)]
    [InlineData("""{"k":["x"],"other":["y"]}""", "x", false)]
    [InlineData("""{"$or":[{"k":["x"]},{"other":["y"]}]}""", "x", true)]
    [InlineData("""{"k":[1]}""", "1", false)]
    public void A_string_attribute_is_tested(string policy, string value, bool accepted) =>
        Assert.Equal(accepted, OfAttributes(policy, new MessageAttribute("String", value, null)));

    [Theory]
    [InlineData("""{"k":[10]}""", "10.0", true)]
    [InlineData("""{"k":["10"]}""", "10", false)]
    [InlineData("""{"k":[{"numeric":["=",3.015e2]}]}""", "301.5", true)]
    [InlineData("""{"k":[{"numeric":[">",0,"<=",150]}]}""", "150", true)]
    [InlineData("""{"k":[{"numeric":[">",0,"<=",150]}]}""", "0", false)]
    [InlineData("""{"k":[{"numeric":["<",0]}]}""", "-1", true)]
    [InlineData("""{"k":[{"anything-but":[100]}]}""", "100", false)]
    public void A_number_attribute_is_tested(string policy, string value, bool accepted) =>
        Assert.Equal(accepted, OfAttributes(policy, new MessageAttribute("Number", value, null)));

    [Theory]
    [InlineData("""{"k":["b"]}""", true)]
    [InlineData("""{"k":[null]}""", true)]
    [InlineData("""{"k":[true]}""", true)]
    [InlineData("""{"k":[5]}""", true)]
    [InlineData("""{"k":["c"]}""", false)]
    [InlineData("""{"k":[{"anything-but":["b"]}]}""", false)]
    [InlineData("""{"k":[{"anything-but":["c"]}]}""", true)]
    public void Any_value_of_an_array_attribute_may_match(string policy, bool accepted) =>
        Assert.Equal(
            accepted,
            OfAttributes(policy, new MessageAttribute("String.Array", """["a","b",null,true,5]""", null))
        );

    [Theory]
    [InlineData("""{"a":{"b":["x"]}}""", """{"a":{"b":"x"}}""", true)]
    [InlineData("""{"a":{"b":["x"]}}""", """{"a":{"b":["y","x"]}}""", true)]
    [InlineData("""{"a":{"b":["x"]}}""", """{"a":[{"b":"y"},{"b":"x"}]}""", true)]
    [InlineData("""{"a":{"b":["x"]}}""", """{"a":"x"}""", false)]
    [InlineData("""{"a":[{"exists":false}]}""", """{"b":1}""", true)]
    [InlineData("""{"a":[{"numeric":[">",5]}]}""", """{"a":6}""", true)]
    [InlineData("""{"a":["x"]}""", "no json", false)]
    [InlineData("""{"a":["x"]}""", "[]", false)]
    public void A_property_of_the_body_is_tested(string policy, string body, bool accepted) =>
        Assert.Equal(
            accepted,
            FilterPolicy.Parse(policy, ofBody: true).Accepts(new Dictionary<string, MessageAttribute>(), body)
        );

    [Theory]
    [InlineData("nope", "FilterPolicy")]
    [InlineData("""["a"]""", "must be a JSON object")]
    [InlineData("""{"k":"a"}""", "must be an object or a non-empty array")]
    [InlineData("""{"k":[]}""", "must be an object or a non-empty array")]
    [InlineData("""{"k":{"inner":["a"]}}""", "does not support nested")]
    [InlineData("""{"k":[{"nope":1}]}""", "Unrecognized match type nope")]
    [InlineData("""{"k":[{"prefix":1}]}""", "must be a string")]
    [InlineData("""{"k":[{"exists":"yes"}]}""", "must be either true or false")]
    [InlineData("""{"k":[{"numeric":[">",0,"<"]}]}""", "one or two comparisons")]
    [InlineData("""{"k":[{"numeric":["~",0]}]}""", "Unrecognized numeric range operator")]
    [InlineData("""{"k":[{"numeric":[">","x"]}]}""", "must be numeric")]
    [InlineData("""{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}""", "more than 5 keys")]
    [InlineData("""{"a":[1,2,3,4,5,6,7,8,9,10,11,12,13],"b":[1,2,3,4,5,6,7,8,9,10,11,12]}""", "too complex")]
    public void A_bad_policy_says_what_is_wrong(string policy, string reason)
    {
        var error = Assert.Throws<AwsException>(() => FilterPolicy.Parse(policy, ofBody: false));

        Assert.Equal("InvalidParameter", error.Code);
        Assert.Contains(reason, error.Message);
    }

    private static bool OfAttributes(string policy, MessageAttribute attribute) =>
        FilterPolicy
            .Parse(policy, ofBody: false)
            .Accepts(new Dictionary<string, MessageAttribute> { ["k"] = attribute }, "body");
}
