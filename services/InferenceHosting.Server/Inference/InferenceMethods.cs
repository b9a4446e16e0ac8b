using GreenMl.Contracts.Inference;
using GreenMl.InferenceHosting.Server.Access;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>
/// Routes the protocol's methods: ModelInfer with its own marshaller, the others as they were generated. Binding by
/// hand also spares the reflection that Grpc.AspNetCore would use.
/// </summary>
internal sealed class InferenceMethods(
    ModelInferService inference,
    MetadataService metadata,
    InferenceMarshaller marshaller
) : IServiceMethodProvider<ModelInferService>
{
    private const string ModelInfer = nameof(ModelInfer);

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<ModelInferService> context)
    {
        var method = new Method<InferenceCall, InferenceCall>(
            MethodType.Unary,
            GRPCInferenceService.Descriptor.FullName,
            ModelInfer,
            new Marshaller<InferenceCall>(NeverSerialize, marshaller.Deserialize),
            new Marshaller<InferenceCall>(InferenceMarshaller.Serialize, NeverDeserialize)
        );
        context.AddUnaryMethod(
            method,
            [NewPostRule(), AccessRule.Inference],
            (_, call, callContext) => inference.ModelInfer(call, callContext)
        );
        GRPCInferenceService.BindService(new GeneratedMethods(context), metadata);
    }

    private static HttpMethodMetadata NewPostRule() => new([HttpMethods.Post]);

    private static void NeverSerialize(InferenceCall call, SerializationContext context) =>
        throw new NotSupportedException("A server writes no requests.");

    private static InferenceCall NeverDeserialize(DeserializationContext context) =>
        throw new NotSupportedException("A server reads no responses.");

    private sealed class GeneratedMethods(ServiceMethodProviderContext<ModelInferService> context) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            UnaryServerMethod<TRequest, TResponse>? handler
        )
        {
            if (method.Name != ModelInfer && handler is not null)
            {
                context.AddUnaryMethod(
                    method,
                    [NewPostRule()],
                    (_, request, callContext) => handler(request, callContext)
                );
            }
        }
    }
}
