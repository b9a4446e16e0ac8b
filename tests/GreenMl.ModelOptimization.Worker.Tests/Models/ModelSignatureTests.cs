using GreenMl.Datasets;
using GreenMl.ModelOptimization.Worker.Models;
using GreenMl.Onnx;
using GreenMl.Workers;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.ModelOptimization.Worker.Tests.Models;

public sealed class ModelSignatureTests
{
    private static readonly DatasetSchema Images = DatasetSchema.ForImages(1, 8, 8, ["a", "b", "c"]);

    [Fact]
    public void A_zoo_model_takes_any_number_of_rows()
    {
        var signature = Read(ModelZoo.Create("mlp", [1, 8, 8], 3, seed: 1));
        Assert.Equal([5, 1, 8, 8], signature.ShapeOf(5));
        Assert.Equal([-1L, 1, 8, 8], signature.Inputs.Single().Shape);
        Assert.Equal([-1L, 3], signature.Outputs.Single().Shape);
        Assert.False(signature.IsBatchFixed);
    }

    [Fact]
    public void A_model_of_flat_rows_fits_images_with_as_many_pixels() =>
        Assert.Equal([2, 64], Read(ModelZoo.Create("mlp", [64], 3, seed: 1)).ShapeOf(2));

    [Fact]
    public void A_model_of_one_row_at_a_time_is_known_as_such()
    {
        var model = ModelZoo.Create("mlp", [1, 8, 8], 3, seed: 1);
        model.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue = 1;
        model.Graph.Output[0].Type.TensorType.Shape.Dim[0].DimValue = 1;
        Assert.True(Read(model).IsBatchFixed);
    }

    [Fact]
    public void Rows_of_another_shape_are_refused()
    {
        var failure = Refused(ModelZoo.Create("mlp", [1, 9, 9], 3, seed: 1));
        Assert.Equal(
            "The model takes rows of [1, 9, 9] in its input 'input': the data set has rows of [1, 8, 8].",
            failure.Message
        );
    }

    [Fact]
    public void Another_number_of_classes_is_refused()
    {
        var failure = Refused(ModelZoo.Create("mlp", [1, 8, 8], 4, seed: 1));
        Assert.Contains("it must be float32 scores of [rows, 3]", failure.Message, StringComparison.Ordinal);
    }

    private static WorkerFailureException Refused(ModelProto model)
    {
        var failure = Assert.Throws<WorkerFailureException>(() => Read(model));
        Assert.Equal(WorkerFailureException.InvalidModel, failure.Reason);
        return failure;
    }

    private static ModelSignature Read(ModelProto model)
    {
        using var session = ModelSession.Open(OnnxFile.ToBytes(model), GraphOptimizationLevel.ORT_ENABLE_ALL);
        return ModelSignature.Of(session, Images);
    }
}
