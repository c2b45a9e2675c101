using Vahta;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says of endpoints how their requests end when the application stops.</summary>
public static class VahtaConventionExtensions
{
    private static readonly MustFinishAttribute s_mustFinish = new();
    private static readonly MayBeCancelledAttribute s_mayBeCancelled = new();

    /// <inheritdoc cref="MustFinishAttribute"/>
    public static TBuilder MustFinish<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(s_mustFinish);

    /// <inheritdoc cref="MayBeCancelledAttribute"/>
    public static TBuilder MayBeCancelled<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(s_mayBeCancelled);
}
