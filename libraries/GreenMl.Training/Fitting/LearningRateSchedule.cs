namespace GreenMl.Training;

/// <summary>
/// A linear rise followed by half a cosine down to 0 (Loshchilov, Hutter 2017: SGDR). Reaching 0 makes the last epochs
/// settle, which is worth several epochs at a constant rate.
/// </summary>
internal sealed class LearningRateSchedule(double peak, int warmUpSteps, int totalSteps)
{
    public double At(int step)
    {
        if (step < warmUpSteps)
        {
            return peak * (step + 1) / warmUpSteps;
        }

        var share = (double)(step - warmUpSteps) / Math.Max(1, totalSteps - warmUpSteps);
        return peak * 0.5 * (1 + Math.Cos(Math.PI * share));
    }
}
