using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;

namespace GreenMl.Platform.AmazonSqs.Tests.Units;

public sealed class ConfigurationTests
{
    private const string Nowhere = "http://127.0.0.1:9";

    [Fact]
    public void A_wait_beyond_what_SQS_takes_is_refused_with_its_value()
    {
        var error = BuildError(cfg => cfg.ReceiveEndpoint("steps", e => e.WaitTimeSeconds = 21));

        Assert.Contains("WaitTimeSeconds", error, StringComparison.Ordinal);
        Assert.Contains("is 21; SQS waits 0 to 20 seconds", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_queue_name_is_refused_with_the_rule()
    {
        var error = BuildError(cfg => cfg.ReceiveEndpoint("no spaces", _ => { }));

        Assert.Contains("'no spaces' is no queue name; it takes 1 to 80 letters", error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_key_without_the_other_is_refused()
    {
        var error = BuildError(cfg => cfg.Host("us-east-1", h => h.AccessKey("key")));

        Assert.Contains("one of AccessKey and SecretKey", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_scope_is_refused()
    {
        var error = BuildError(cfg => cfg.Host("us-east-1", h => h.Scope("a/b")));

        Assert.Contains("'a/b'", error, StringComparison.Ordinal);
    }

    private static string BuildError(Action<IAmazonSqsBusFactoryConfigurator> configure)
    {
        var bus = TestBus.Build(Nowhere, "", (_, cfg) => configure(cfg));
        return Assert.ThrowsAny<Exception>(() => bus.Control).ToString();
    }
}
