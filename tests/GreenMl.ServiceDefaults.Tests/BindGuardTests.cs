using GreenMl.ServiceDefaults.Security;
using Microsoft.Extensions.Configuration;

namespace GreenMl.ServiceDefaults.Tests;

public sealed class BindGuardTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://localhost:5000")]
    [InlineData("http://[::1]:5000")]
    public void Loopback_needs_nothing(string url) => Check(url, issuer: "");

    [Theory]
    [InlineData("http://0.0.0.0:5000", "https://issuer.example")]
    [InlineData("http://*:5000", "https://issuer.example")]
    [InlineData("http://+:5000", "https://issuer.example")]
    [InlineData("http://[::]:5000", "https://issuer.example")]
    [InlineData("https://10.0.0.1:5000", "")]
    public void Any_other_address_needs_tls_and_an_issuer(string url, string issuer)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Check(url, issuer));
        Assert.Contains(url, refusal.Message);
        Assert.Contains("Security:Issuer", refusal.Message);
    }

    [Fact]
    public void With_both_any_address_may_be_bound() => Check("https://0.0.0.0:5000", "https://issuer.example");

    private static void Check(string url, string issuer)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Kestrel:Endpoints:grpc:Url"] = url })
            .Build();
        BindGuard.Check(configuration, new() { Issuer = issuer });
    }
}
