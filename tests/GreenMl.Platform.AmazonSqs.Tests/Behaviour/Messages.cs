using MassTransit;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

public sealed record StepCompleted(int Number, string Text = "");

public sealed record RunRequested(Guid CorrelationId) : CorrelatedBy<Guid>;

public sealed record RunStarted(Guid CorrelationId) : CorrelatedBy<Guid>;

public sealed record GetAnswer(int Question);

public sealed record Answer(int Value);
