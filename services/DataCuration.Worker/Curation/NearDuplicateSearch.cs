namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>Finds the leader of each image among the leaders so far, in two stages: coarse candidates, then the fine check.</summary>
internal sealed class NearDuplicateSearch(ImageDescriptors descriptors)
{
    private readonly List<int> _testLeaders = [];
    private readonly List<int> _leaders = [];

    /// <summary>
    /// The leader that the image is most like, if likeness reaches the threshold: a test row before any other. Else the image
    /// itself, which leads from now on. A test row always leads.
    /// </summary>
    public int LeaderOf(int image, bool isTest)
    {
        if (!descriptors.IsComparable(image))
        {
            return image;
        }

        if (isTest)
        {
            _testLeaders.Add(image);
            return image;
        }

        if ((MostAlike(image, _testLeaders) ?? MostAlike(image, _leaders)) is { } leader)
        {
            return leader;
        }

        _leaders.Add(image);
        return image;
    }

    private int? MostAlike(int image, List<int> leaders)
    {
        int? best = null;
        var bestLikeness = DuplicateClusters.NearLikeness;
        foreach (var leader in leaders)
        {
            if (descriptors.CoarseLikeness(image, leader) < DuplicateClusters.CandidateLikeness)
            {
                continue;
            }

            var likeness = descriptors.FineLikeness(image, leader);
            if (likeness >= bestLikeness)
            {
                (best, bestLikeness) = (leader, likeness);
            }
        }

        return best;
    }
}
