using System.Text.Json;
using CsCheck;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using MassTransit.Serialization;

namespace GreenMl.Messaging.Tests;

public sealed class MessageJsonTests
{
    public static TheoryData<Type> Messages { get; } =
    [
        .. typeof(Queues)
            .Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(Queues).Namespace && type is { IsPublic: true, IsAbstract: false }),
    ];

    [Theory, MemberData(nameof(Messages))]
    public void Every_message_of_the_contracts_survives_the_outbox(Type message) =>
        ArbitraryMessage
            .Of(message)
            .Sample(original => StructurallyEqual.Compare(original, RoundTrip(original, message, MessageJson.Options)));

    [Theory, MemberData(nameof(Messages))]
    public void Every_message_of_the_contracts_survives_the_bus(Type message)
    {
        var options = MessageJson.Extend(new JsonSerializerOptions(SystemTextJsonMessageSerializer.Options));
        ArbitraryMessage
            .Of(message)
            .Sample(original => StructurallyEqual.Compare(original, RoundTrip(original, message, options)));
    }

    [Fact]
    public void Protobuf_messages_have_their_own_json_form_inside_a_record()
    {
        var message = new JobProgressed(Guid.Empty, null, new JobProgress { Step = "epoch", Fraction = 0.5 });

        var json = JsonSerializer.Serialize(message, MessageJson.Options);

        using var parsed = JsonDocument.Parse(json);
        var progress = parsed.RootElement.GetProperty("progress");
        Assert.Equal("epoch", progress.GetProperty("step").GetString());
        Assert.Equal(0.5, progress.GetProperty("fraction").GetDouble());
    }

    [Fact]
    public void Fields_of_a_newer_version_are_skipped()
    {
        const string Json =
            """{"jobId":"9f2c1c1e-0000-4000-8000-000000000001","progress":{"step":"epoch","future":{"a":[1]}}}""";

        var message = JsonSerializer.Deserialize<JobProgressed>(Json, MessageJson.Options)!;

        Assert.Equal("epoch", message.Progress.Step);
    }

    [Theory]
    [InlineData("""{"progress":{"fraction":"much"}}""")]
    [InlineData("""{"progress":[]}""")]
    [InlineData("""{"progress":7}""")]
    public void Json_that_is_no_such_message_is_refused_as_json(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<JobProgressed>(json, MessageJson.Options));

    private static object? RoundTrip(object message, Type type, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(JsonSerializer.Serialize(message, type, options), type, options);
}
