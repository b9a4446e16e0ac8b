using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Inference;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;
using GreenMl.Testing;

namespace GreenMl.Contracts.Tests;

public sealed partial class ProtoSnapshotTests
{
    private static readonly FileDescriptor[] Files =
    [
        CommonReflection.Descriptor,
        DatasetsReflection.Descriptor,
        TrainingJobsReflection.Descriptor,
        OptimizationJobsReflection.Descriptor,
        EndpointsReflection.Descriptor,
        PipelineRunsReflection.Descriptor,
        LedgerReflection.Descriptor,
        GrpcServiceReflection.Descriptor,
    ];

    [Fact]
    public void Services_messages_and_field_numbers_are_as_published()
    {
        var text = new StringBuilder();
        foreach (var file in Files)
        {
            text.Append($"{file.Name}\n");
            WriteServices(text, file);
            WriteEnums(text, file.EnumTypes);
            WriteMessages(text, file.MessageTypes);
        }

        Snapshot.Match("protos.txt", text.ToString());
    }

    [Fact]
    public void The_published_protos_bring_everything_they_import()
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "protos");
        var files = Directory.EnumerateFiles(folder, "*.proto", SearchOption.AllDirectories).ToArray();
        Assert.NotEmpty(files);
        var missing = files
            .SelectMany(file => Import().Matches(File.ReadAllText(file)).Select(match => match.Groups["path"].Value))
            .Where(path => !path.StartsWith("google/protobuf/", StringComparison.Ordinal))
            .Where(path => !File.Exists(Path.Combine(folder, path)));
        Assert.Empty(missing);
    }

    private static void WriteServices(StringBuilder text, FileDescriptor file)
    {
        foreach (var method in file.Services.SelectMany(service => service.Methods))
        {
            var stream = method.IsServerStreaming ? "stream " : "";
            text.Append(
                $"  {method.Service.FullName}/{method.Name}({method.InputType.FullName}) -> {stream}{method.OutputType.FullName}\n"
            );
        }
    }

    private static void WriteEnums(StringBuilder text, IEnumerable<EnumDescriptor> enums)
    {
        foreach (var value in enums.SelectMany(type => type.Values))
        {
            text.Append($"  {value.EnumDescriptor.FullName}: {value.Name} = {value.Number}\n");
        }
    }

    private static void WriteMessages(StringBuilder text, IEnumerable<MessageDescriptor> messages)
    {
        foreach (var message in messages.Where(message => !message.IsMapEntry))
        {
            foreach (var field in message.Fields.InFieldNumberOrder())
            {
                text.Append($"  {message.FullName}: {field.FieldNumber} {Type(field)} {field.Name}\n");
            }

            WriteEnums(text, message.EnumTypes);
            WriteMessages(text, message.NestedTypes);
        }
    }

    private static string Type(FieldDescriptor field)
    {
        var type = field.FieldType switch
        {
            FieldType.Message when field.IsMap =>
                $"map {Type(field.MessageType.Fields[1])} to {Type(field.MessageType.Fields[2])}",
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            _ => field.FieldType.ToString().ToLowerInvariant(),
        };
        return field is { IsRepeated: true, IsMap: false } ? $"repeated {type}" : type;
    }

    [GeneratedRegex("import \"(?<path>[^\"]+)\";", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Import();
}
