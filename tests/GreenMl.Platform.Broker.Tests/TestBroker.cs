using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.SQS;
using GreenMl.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GreenMl.Platform.Broker.Tests;

/// <summary>A broker inside the test's process, on a free loopback port, with a file of its own.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    public const string AccessKeyId = "AKIDEXAMPLE";
    public const string SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private readonly TemporaryDirectory _directory = new();
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private TestBroker(TimeProvider time, string[] settings)
    {
        string[] own =
        [
            "--Kestrel:Endpoints:http:Url=http://127.0.0.1:0",
            $"--Broker:DatabasePath={_directory.Combine("broker.db")}",
            "--Broker:Durability=Normal",
        ];
        var options = new WebApplicationOptions
        {
            Args = [.. own, .. settings.Select(setting => $"--{setting}")],
            ContentRootPath = AppContext.BaseDirectory,
        };
        var builder = WebApplication.CreateSlimBuilder(options);
        builder.Services.AddSingleton(time);
        builder.Logging.ClearProviders();
        _app = builder.AddBroker().Build().MapBroker();
    }

    public string Address =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static Task<TestBroker> StartAsync(params string[] settings) =>
        StartWithClockAsync(TimeProvider.System, settings);

    public static async Task<TestBroker> StartWithClockAsync(TimeProvider time, params string[] settings)
    {
        var broker = new TestBroker(time, settings);
        await broker._app.StartAsync();
        return broker;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task StopAsync() => _app.StopAsync();

    public AmazonSQSClient NewSqsClient(string secretAccessKey = SecretAccessKey) =>
        NewSqsClient(Address, secretAccessKey);

    public static AmazonSQSClient NewSqsClient(string address, string secretAccessKey = SecretAccessKey) =>
        new(
            new BasicAWSCredentials(AccessKeyId, secretAccessKey),
            new AmazonSQSConfig
            {
                ServiceURL = address,
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
            }
        );

    /// <summary>Posts an SQS request as it is.</summary>
    public async Task<HttpResponseMessage> PostSqsAsync(string operation, JsonNode body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Amz-Target", $"AmazonSQS.{operation}");
        // The length must be known: AWS SDKs send no chunks.
        await request.Content.LoadIntoBufferAsync();
        return await _http.SendAsync(request);
    }

    /// <summary>Calls SNS and gives the answer, of an error too.</summary>
    public async Task<XElement> CallSnsAsync(string action, params (string Name, string Value)[] parameters)
    {
        var form = parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)).Prepend(new("Action", action));
        using var response = await _http.PostAsync(new Uri(Address), new FormUrlEncodedContent(form));
        return XElement.Parse(await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
        _directory.Dispose();
    }
}

internal static class SnsAnswers
{
    extension(XElement answer)
    {
        /// <summary>The text of the first element with this name, or null.</summary>
        public string? Text(string name) =>
            answer.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

        public IReadOnlyList<string> Texts(string name) =>
            [.. answer.Descendants().Where(element => element.Name.LocalName == name).Select(element => element.Value)];
    }
}
