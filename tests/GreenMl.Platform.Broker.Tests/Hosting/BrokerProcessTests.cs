using Amazon.SQS.Model;
using GreenMl.Testing;

namespace GreenMl.Platform.Broker.Tests.Hosting;

public sealed class BrokerProcessTests
{
    [Fact]
    public async Task Sigterm_stops_it_although_a_client_polls()
    {
        using var directory = new TemporaryDirectory();
        using var broker = await BrokerProcess.StartAsync(directory.Combine("broker.db"));
        using var client = TestBroker.NewSqsClient(broker.Address);
        var url = (await client.CreateQueueAsync("work")).QueueUrl;
        var poll = client.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 });
        await client.ListQueuesAsync("");

        await broker.SignalAsync("TERM");

        Assert.Equal(0, await broker.WaitForExitAsync());
        Assert.Null((await poll).Messages);
    }

    [Fact]
    public async Task The_end_of_its_input_stops_it_when_asked()
    {
        using var directory = new TemporaryDirectory();
        using var broker = await BrokerProcess.StartAsync(
            directory.Combine("broker.db"),
            new Dictionary<string, string> { ["GREENML_STOP_ON_STDIN_EOF"] = "1" }
        );
        Assert.NotEqual("", broker.Address);

        broker.CloseStandardInput();

        Assert.Equal(0, await broker.WaitForExitAsync());
    }

    [Fact]
    public async Task A_second_broker_on_the_same_file_says_why_it_cannot_start()
    {
        using var directory = new TemporaryDirectory();
        using var first = await BrokerProcess.StartAsync(directory.Combine("broker.db"));

        using var second = await BrokerProcess.StartAsync(directory.Combine("broker.db"));

        Assert.NotEqual(0, await second.WaitForExitAsync());
        Assert.Contains("is open in another process", second.Output);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    public async Task It_refuses_to_listen_beyond_loopback_without_keys(string url)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() =>
            TestBroker.StartAsync($"Kestrel:Endpoints:http:Url={url}")
        );

        Assert.Contains("refuses to listen on", error.ToString());
    }

    [Fact]
    public async Task It_listens_beyond_loopback_with_keys()
    {
        await using var broker = await TestBroker.StartAsync(
            "Kestrel:Endpoints:http:Url=http://0.0.0.0:0",
            "Broker:AccessKeyId=a",
            "Broker:SecretAccessKey=b"
        );

        Assert.StartsWith("http://0.0.0.0:", broker.Address);
    }

    [Fact]
    public async Task One_key_without_the_other_is_refused()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => TestBroker.StartAsync("Broker:AccessKeyId=a"));

        Assert.Contains("must be set together", error.Message);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task It_answers_that_it_is_healthy(string path)
    {
        await using var broker = await TestBroker.StartAsync("Broker:AccessKeyId=a", "Broker:SecretAccessKey=b");
        using var http = new HttpClient();

        Assert.Equal("Healthy", await http.GetStringAsync(new Uri(broker.Address + path)));
    }
}
