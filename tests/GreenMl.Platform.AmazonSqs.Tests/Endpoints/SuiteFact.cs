using GreenMl.Testing;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace GreenMl.Platform.AmazonSqs.Tests.Endpoints;

/// <summary>Skips every <see cref="SuiteFactAttribute"/> test of a class where a command is not on the PATH.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresCommandAttribute(string command) : Attribute
{
    public string Command => command;
}

/// <summary>
/// A test of an abstract suite, run by every class that derives from it; a class marked with
/// <see cref="RequiresCommandAttribute"/> skips it, saying why, where it cannot run.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(
    "GreenMl.Platform.AmazonSqs.Tests.Endpoints.SuiteFactDiscoverer",
    "GreenMl.Platform.AmazonSqs.Tests"
)]
public sealed class SuiteFactAttribute : FactAttribute;

public sealed class SuiteFactDiscoverer(IMessageSink diagnosticMessageSink) : FactDiscoverer(diagnosticMessageSink)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    )
    {
        var required = testMethod
            .TestClass.Class.GetCustomAttributes(typeof(RequiresCommandAttribute))
            .FirstOrDefault();
        var command = required?.GetNamedArgument<string>(nameof(RequiresCommandAttribute.Command));
        return new SuiteTestCase(
            DiagnosticMessageSink,
            discoveryOptions.MethodDisplayOrDefault(),
            testMethod,
            command is null || Commands.Exists(command) ? null : $"needs {command} on the PATH"
        );
    }
}

public sealed class SuiteTestCase : XunitTestCase
{
    private string? _obstacle;

    [Obsolete("Called by the de-serializer.", error: true)]
    public SuiteTestCase() { }

    public SuiteTestCase(IMessageSink sink, TestMethodDisplay display, ITestMethod testMethod, string? obstacle)
        : base(sink, display, TestMethodDisplayOptions.None, testMethod) => _obstacle = obstacle;

    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue(nameof(_obstacle), _obstacle);
    }

    public override void Deserialize(IXunitSerializationInfo data)
    {
        base.Deserialize(data);
        _obstacle = data.GetValue<string?>(nameof(_obstacle));
    }

    // The base constructor asks before the obstacle is known, so the reason is put in when the test runs.
    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink,
        IMessageBus messageBus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource
    )
    {
        SkipReason = _obstacle;
        return base.RunAsync(
            diagnosticMessageSink,
            messageBus,
            constructorArguments,
            aggregator,
            cancellationTokenSource
        );
    }
}
